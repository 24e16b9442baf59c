"""What every room stands on; it knows none of them."""
