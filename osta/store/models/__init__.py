"""All tables, one noun a module. What is stored is listed here."""

from osta.store.models.base import Base, utc_now
from osta.store.models.broadcasts import (
    AlertNotice,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    ContactLimit,
    PersonRole,
    Role,
    SendBudget,
    SenderLease,
    Subscription,
    SubscriptionKind,
)
from osta.store.models.lexicon import Concept, UnknownWord, Word
from osta.store.models.messages import Conversation, Inbox, Lane, Outbox, OutboxState
from osta.store.models.people import Consent, ConsentTopic, Person, PersonAddress
from osta.store.models.places import Locative, Place
from osta.store.models.postings import Density, Posting, Term
from osta.store.models.producers import Offering, OfferingRole, Producer, ProducerSource, ProducerStatus, name_key
from osta.store.models.questions import QuestionLog
from osta.store.models.residents import Alert, Exposure, Favourite, FollowUp, FollowUpAnswer
from osta.store.models.staff import AuditEntry, Invitation, Report, Review, StaffMember

__all__ = [
    "Alert",
    "AlertNotice",
    "AuditEntry",
    "Base",
    "Broadcast",
    "BroadcastKind",
    "BroadcastState",
    "Concept",
    "Consent",
    "ConsentTopic",
    "ContactLimit",
    "Conversation",
    "Density",
    "Exposure",
    "Favourite",
    "FollowUp",
    "FollowUpAnswer",
    "Inbox",
    "Invitation",
    "Lane",
    "Locative",
    "Offering",
    "OfferingRole",
    "Outbox",
    "OutboxState",
    "Person",
    "PersonAddress",
    "PersonRole",
    "Place",
    "Posting",
    "Producer",
    "ProducerSource",
    "ProducerStatus",
    "QuestionLog",
    "Report",
    "Review",
    "Role",
    "SendBudget",
    "SenderLease",
    "StaffMember",
    "Subscription",
    "SubscriptionKind",
    "Term",
    "UnknownWord",
    "Word",
    "name_key",
    "utc_now",
]
