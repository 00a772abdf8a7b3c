"""Pictures made up from a seed, and what is measured on them: photos with a camera's print, and pictures used again."""
