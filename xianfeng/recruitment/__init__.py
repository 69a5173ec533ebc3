"""Key 1, recruitment 规范党员发展: guidance, cultivation, structure, procedure gates."""
