"""Networks from and to elsewhere: ONNX, state dicts, scikit-learn; exact or refused."""
