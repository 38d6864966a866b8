"""What storage tells its callers when something is wrong, so that nobody else has to know a driver's exceptions."""


class StorageError(Exception):
    """Anything storage raises on purpose."""


class StoreUnavailable(StorageError):
    """The database cannot be reached, is locked for too long, or cannot be written (full or read-only disk).

    Nothing was stored, with one exception that no database can avoid: if the connection breaks while COMMIT is under
    way, the turn may have been kept. The same request may be sent again later: a turn that was kept is then found by
    its token.
    """


class StoreConflict(StorageError):
    """The database refused a write because it contradicts what is stored, or what may be stored at all.

    A second turn with the same number or token, a taken sign-in name, an attempt on an unknown version, a changed or
    deleted turn. Nothing of the transaction was stored.
    """


class PersonErased(StoreConflict):
    """The write is about a person who has been erased, perhaps only a moment ago (see migration 0005)."""


class SchemaMismatch(StorageError):
    """The tables in the database are not the ones this program was written for."""


class UnsupportedDatabase(StorageError, ValueError):
    """The address does not name a database that Attune can keep its promises on."""
