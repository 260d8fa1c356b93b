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
from osta.store.models.demand import Demand, DemandAnswer, DemandPoll, DemandReply, Offer, OfferState, OfferView
from osta.store.models.lexicon import Concept, UnknownWord, Word
from osta.store.models.marks import Mark
from osta.store.models.messages import Conversation, Inbox, Lane, Outbox, OutboxState
from osta.store.models.people import Consent, ConsentTopic, Person, PersonAddress
from osta.store.models.places import Locative, Place
from osta.store.models.polls import (
    Poll,
    PollAnswer,
    PollChoice,
    PollOption,
    PollParticipant,
    PollQuestion,
    PollState,
    QuestionKind,
)
from osta.store.models.postings import Density, Posting, Term
from osta.store.models.producers import Offering, OfferingRole, Producer, ProducerSource, ProducerStatus, name_key
from osta.store.models.questions import QuestionLog
from osta.store.models.residents import Alert, Exposure, Favourite, FollowUp, FollowUpAnswer
from osta.store.models.staff import AuditEntry, Invitation, Report, Review, StaffMember
from osta.store.models.volume import Need, NeedPeriod, NeedState, Pledge
from osta.store.models.workshops import (
    Registration,
    RegistrationState,
    ReminderKind,
    Workshop,
    WorkshopReminder,
    WorkshopState,
    WorkshopTopic,
)

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
    "Demand",
    "DemandAnswer",
    "DemandPoll",
    "DemandReply",
    "Density",
    "Exposure",
    "Favourite",
    "FollowUp",
    "FollowUpAnswer",
    "Inbox",
    "Invitation",
    "Lane",
    "Locative",
    "Mark",
    "Need",
    "NeedPeriod",
    "NeedState",
    "Offer",
    "OfferState",
    "OfferView",
    "Offering",
    "OfferingRole",
    "Outbox",
    "OutboxState",
    "Person",
    "PersonAddress",
    "PersonRole",
    "Place",
    "Pledge",
    "Poll",
    "PollAnswer",
    "PollChoice",
    "PollOption",
    "PollParticipant",
    "PollQuestion",
    "PollState",
    "Posting",
    "Producer",
    "ProducerSource",
    "ProducerStatus",
    "QuestionKind",
    "QuestionLog",
    "Registration",
    "RegistrationState",
    "ReminderKind",
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
    "Workshop",
    "WorkshopReminder",
    "WorkshopState",
    "WorkshopTopic",
    "name_key",
    "utc_now",
]
