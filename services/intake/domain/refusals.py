"""What intake refuses, one class a rule. The words are in ``texts.yaml``."""

from services.contracts.refusal import Malformed, Refusal


class UsccMalformed(Malformed):
    """The code is no unified social credit code (GB 32100-2015)."""

    CODE = "intake.uscc_malformed"


class FieldWrong(Malformed):
    """A field's content cannot be right."""

    CODE = "intake.field_wrong"


class EnterpriseKnown(Refusal):
    """The enterprise is registered."""

    CODE = "intake.enterprise_known"


class EnterpriseUnknown(Refusal):
    """The enterprise registers before it declares or applies."""

    CODE = "intake.enterprise_unknown"


class StandardNotInForce(Refusal):
    """Only a standard in force is revised, applied with or evaluated (R7)."""

    CODE = "intake.standard_not_in_force"


class TextUnchanged(Refusal):
    """A revision that says the same is none."""

    CODE = "intake.text_unchanged"


class Barred(Refusal):
    """The enterprise is under the three-year bar (R10)."""

    CODE = "intake.barred"


class SeasonUnknown(Refusal):
    """There is no such season."""

    CODE = "intake.season_unknown"
    STATUS = 404


class SeasonClosed(Refusal):
    """The season is closed."""

    CODE = "intake.season_closed"


class CategoryUnknown(Malformed):
    """The season has no such category (R2)."""

    CODE = "intake.category_unknown"


class NotInvited(Refusal):
    """The season's addressee list does not name the enterprise (R9)."""

    CODE = "intake.not_invited"


class StandardUnknown(Refusal):
    """There is no such standard of this enterprise."""

    CODE = "intake.standard_unknown"
    STATUS = 404


class AppliedAlready(Refusal):
    """The standard has a live application in this category."""

    CODE = "intake.applied_already"


class NotYourField(Refusal):
    """Another authority takes the applications of this field or place (R9)."""

    CODE = "intake.not_your_field"
    STATUS = 403


class GroundsMissing(Malformed):
    """Declining needs grounds (R9)."""

    CODE = "intake.grounds_missing"


class TextDiffers(Refusal):
    """The text in force is not the one applied with (R31)."""

    CODE = "intake.text_differs"


class WrongState(Refusal):
    """The application is not where this step needs it to be."""

    CODE = "intake.wrong_state"


class PublishedAlready(Refusal):
    """An application may be withdrawn until publication (R9)."""

    CODE = "intake.published_already"


class NotShortlisted(Refusal):
    """Reports and evidence are asked of shortlisted enterprises (R14)."""

    CODE = "intake.not_shortlisted"


class ItemNotAsked(Malformed):
    """The scheme does not ask for this piece of evidence (R14)."""

    CODE = "intake.item_not_asked"


class ConsentNotAsked(Refusal):
    """The evaluation body has not asked for this consent yet (R15)."""

    CODE = "intake.consent_not_asked"


class ConsentAnswered(Refusal):
    """Consent is given or refused once (R15)."""

    CODE = "intake.consent_answered"


class ProductsInEvaluation(Refusal):
    """An application rests on the standard's products as they are linked (R8 c, R31)."""

    CODE = "intake.products_in_evaluation"


class PlatformAwaited(Refusal):
    """The step waits until the platform has confirmed the text applied with (R31)."""

    CODE = "intake.platform_awaited"


class PlatformTextDiffers(Refusal):
    """The platform shows another text than was applied with (R31)."""

    CODE = "intake.platform_text_differs"


class PlatformRecordMissing(Refusal):
    """The platform has no such record any longer, or shows it as abolished (R7, R31)."""

    CODE = "intake.platform_record_missing"


class NothingToCheck(Refusal):
    """No step of the application depends on the platform now."""

    CODE = "intake.nothing_to_check"


class PlatformNotConnected(Refusal):
    """The platform is not connected: there is nobody to ask."""

    CODE = "intake.platform_not_connected"


class CheckUnderWay(Refusal):
    """The platform is about to be asked anyway."""

    CODE = "intake.check_under_way"
