"""Made-up cables whose identity is known without parsing them."""
