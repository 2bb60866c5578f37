"""The one way in which the checker says no."""


class Rejected(Exception):
    """A certificate does not prove what it claims.

    ``reason`` is a short stable name of the defect (``wrong-value``, ``digest-mismatch``, …),
    ``detail`` says where and why in words.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
