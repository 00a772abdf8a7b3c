"""Run by Alembic: migrate over the connection that `storage.databases.upgrade` has opened."""

from __future__ import annotations

from alembic import context

import storage.account_tables
import storage.alert_tables
import storage.binding_tables
import storage.bulletin_tables
import storage.checklist_tables
import storage.consultation_tables
import storage.control_tables
import storage.deafness_tables
import storage.desk_tables
import storage.digest_tables
import storage.edit_tables
import storage.instruction_tables
import storage.integrity_tables
import storage.lease_tables
import storage.obligation_tables
import storage.original_tables
import storage.package_tables
import storage.paper_tables
import storage.roster_tables
import storage.signature_tables
import storage.stranger_tables
import storage.tally_tables
import storage.tombstone_tables  # noqa: F401  their tables belong to the same metadata
from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
