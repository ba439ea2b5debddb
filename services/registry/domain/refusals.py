"""What the registry refuses, one class a rule. The words are in ``texts.yaml``."""

from services.contracts.refusal import Malformed, Refusal


class AlreadyThere(Refusal):
    """Something of that id exists."""

    CODE = "registry.already_there"


class Unknown(Refusal):
    """Something named does not exist."""

    CODE = "registry.unknown"
    STATUS = 404


class FieldWrong(Malformed):
    """A field's content cannot be right."""

    CODE = "registry.field_wrong"


class KeyDead(Refusal):
    """The key is revoked already."""

    CODE = "registry.key_dead"


class AccountIsClosed(Refusal):
    """The account acts no more, and is not opened again (经办人变更)."""

    CODE = "registry.account_is_closed"


class LastOperator(Refusal):
    """Somebody must be left who can issue keys."""

    CODE = "registry.last_operator"


class PilotApprovalMissing(Malformed):
    """A finance season's evaluation body must be an approved pilot unit ([137] 五.1, R3)."""

    CODE = "registry.pilot_approval_missing"


class BodyAppointed(Refusal):
    """The season has that evaluation body."""

    CODE = "registry.body_appointed"


class SeasonClosed(Refusal):
    """The season is closed."""

    CODE = "registry.season_closed"


class NotYourSeason(Refusal):
    """Only the organisation that opened a season acts on it, or shares it (R1, R26)."""

    CODE = "registry.not_your_season"
    STATUS = 403


class NotTheBody(Refusal):
    """Only the season's evaluation body does this (R3)."""

    CODE = "registry.not_the_body"
    STATUS = 403


class NotNominated(Refusal):
    """The leaders of this board version have not been nominated (R13)."""

    CODE = "registry.not_nominated"


class ConsentMissing(Refusal):
    """Everybody on the board must have consented; silence is not consent (R15)."""

    CODE = "registry.consent_missing"


class SubmissionPending(Refusal):
    """This version has been submitted and was not returned."""

    CODE = "registry.submission_pending"


class ReviewDone(Refusal):
    """A submission is reviewed once (R16)."""

    CODE = "registry.review_done"


class DefectsWrong(Malformed):
    """A returned submission lists its defects, a passed one has none (R16)."""

    CODE = "registry.defects_wrong"


class ReviewNotPassed(Refusal):
    """Nothing is published before its formal review has passed (R18)."""

    CODE = "registry.review_not_passed"


class NoticeTooShort(Malformed):
    """A notice runs at least ten working days (R17)."""

    CODE = "registry.notice_too_short"


class NotReadyForNotice(Refusal):
    """What the notice would be about is not ready for it."""

    CODE = "registry.not_ready_for_notice"


class NoticeRunning(Refusal):
    """The notice has not run its full length (R17, R18)."""

    CODE = "registry.notice_running"


class NoticeOver(Refusal):
    """Objections are taken while the notice runs (R18)."""

    CODE = "registry.notice_over"


class ObjectionOpen(Refusal):
    """Nothing is published while an objection waits for its answer (R18)."""

    CODE = "registry.objection_open"


class ObjectionDecided(Refusal):
    """An objection is decided once."""

    CODE = "registry.objection_decided"


class EffectMissing(Malformed):
    """An upheld objection says what follows from it (R18)."""

    CODE = "registry.effect_missing"


class OwnObjection(Refusal):
    """Nobody decides an objection of his own organisation."""

    CODE = "registry.own_objection"
    STATUS = 403


class ReviewUnresolved(Refusal):
    """What a dismissed body made is not published before it was found to stand (R18, R33)."""

    CODE = "registry.review_unresolved"


class VersionNotNoticed(Refusal):
    """The board has changed since the notice showed it (R18)."""

    CODE = "registry.version_not_noticed"


class RestatementAwaited(Refusal):
    """An upheld objection changes the board; what changed must be shown first (R18)."""

    CODE = "registry.restatement_awaited"


class RowOutdated(Refusal):
    """A row does not stand any more: withdrawn (R9), its standard revised or abolished (R31)."""

    CODE = "registry.row_outdated"


class RowBarred(Refusal):
    """An enterprise under the three-year bar is on the board (R10, R22)."""

    CODE = "registry.row_barred"


class AlreadyPublished(Refusal):
    """The board is published."""

    CODE = "registry.already_published"


class TitleEnded(Refusal):
    """The title is not valid any more, so there is nothing to withdraw (R21)."""

    CODE = "registry.title_ended"


class GroundUnknown(Malformed):
    """A revocation rests on one of the seven grounds (R21)."""

    CODE = "registry.ground_unknown"


class EvidenceMissing(Malformed):
    """A revocation names facts and evidence (R21)."""

    CODE = "registry.evidence_missing"


class RevocationRunning(Refusal):
    """A revocation of this title is under way."""

    CODE = "registry.revocation_running"


class RevocationOver(Refusal):
    """The revocation is past this step."""

    CODE = "registry.revocation_over"


class NotHeardYet(Refusal):
    """The enterprise is heard before anything is decided (R21)."""

    CODE = "registry.not_heard_yet"


class HearingOver(Refusal):
    """The time to be heard has passed (R21)."""

    CODE = "registry.hearing_over"


class NotDecided(Refusal):
    """There is no decision to carry out or annul yet."""

    CODE = "registry.not_decided"


class ConsequenceOver(Refusal):
    """The consequence is done already, or fell away with an annulment (R22)."""

    CODE = "registry.consequence_over"


class EarlierFirst(Refusal):
    """Who was told of a revocation acknowledges that before its annulment (R23)."""

    CODE = "registry.earlier_first"


class RecordDiffers(Malformed):
    """The receiver has other bytes than those sent (R23)."""

    CODE = "registry.record_differs"


class PlatformAwaited(Refusal):
    """The step waits until the public platform has shown the texts on the board (R31)."""

    CODE = "registry.platform_awaited"


class PlatformTextDiffers(Refusal):
    """The public platform shows another text than was ranked (R31)."""

    CODE = "registry.platform_text_differs"


class PlatformRecordMissing(Refusal):
    """A standard on the board is gone from the platform, or abolished there (R7, R31)."""

    CODE = "registry.platform_record_missing"


class NotificationOver(Refusal):
    """The notification was served by other means, or the recipient confirmed it (R22)."""

    CODE = "registry.notification_over"
