"""Documents with one defect each, which the checker must refuse before it is believed."""
