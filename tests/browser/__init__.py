"""The pages in a real Chromium, as the people see them who use them: see offices.py."""
