"""Who would hear from us for the first time without ever having written: what messengers take for unwanted."""

from __future__ import annotations


def first_contact(address: str, person_id: str) -> str:
    """The condition in SQL, over the columns that hold them: nobody has written from the address (only in a group,
    perhaps), and nothing that is still known of was sent to the person there.
    """
    return (
        f"(NOT EXISTS (SELECT 1 FROM conversation WHERE conversation.address = {address}) AND NOT EXISTS (SELECT 1 "  # noqa: S608 - columns
        f"FROM outbox AS earlier WHERE earlier.person_id = {person_id} AND earlier.address = {address} "
        "AND earlier.state = 'sent'))"
    )
