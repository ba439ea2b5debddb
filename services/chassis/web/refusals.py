"""What the chassis itself refuses, before a rule of any domain is asked."""

from services.contracts.refusal import Malformed, Refusal


class KeyMissing(Refusal):
    """The route needs a bearer key and none came."""

    CODE = "web.key_missing"
    STATUS = 401


class KeyUnknown(Refusal):
    """The bearer key is unknown, revoked or expired."""

    CODE = "web.key_unknown"
    STATUS = 401


class RoleMayNot(Refusal):
    """The key's role may not do this."""

    CODE = "web.role_may_not"
    STATUS = 403


class NotYours(Refusal):
    """The resource belongs to another organisation."""

    CODE = "web.not_yours"
    STATUS = 403


class NotFound(Refusal):
    """There is no such thing."""

    CODE = "web.not_found"
    STATUS = 404


class IdempotencyKeyMissing(Malformed):
    """A POST came without an Idempotency-Key header."""

    CODE = "web.idempotency_key_missing"
    STATUS = 400


class IdempotencyKeyReused(Malformed):
    """The Idempotency-Key was used before for another request."""

    CODE = "web.idempotency_key_reused"


class FieldsInvalid(Malformed):
    """One or more fields of the request are wrong; each is listed."""

    CODE = "web.fields_invalid"


class NoCanonicalForm(Malformed):
    """A value cannot be stored without doubt about what it is."""

    CODE = "web.no_canonical_form"


class BadPositionToken(Malformed):
    """A Lingpao-After token is not one that a Lingpao-Position header gave."""

    CODE = "web.bad_position_token"
    STATUS = 400


class NotHeardYet(Refusal):
    """This service has not yet heard what the request builds on: try again."""

    CODE = "web.not_heard_yet"
    STATUS = 503


class NotProvenYet(Refusal):
    """No checkpoint that covers the entry has been signed yet: try again."""

    CODE = "web.not_proven_yet"
    STATUS = 503


class Busy(Refusal):
    """The store is busy: try again."""

    CODE = "web.busy"
    STATUS = 503


class ReplayIsReadOnly(Refusal):
    """This system tells what was known at a moment: nothing is done in it."""

    CODE = "web.replay_is_read_only"


class NotASimulation(Refusal):
    """The clock of a real store cannot be set."""

    CODE = "web.not_a_simulation"


class ClockBackwards(Refusal):
    """A simulated clock moves forward only."""

    CODE = "web.clock_backwards"
