"""What our services do, beside what their servers do alone, in the same minute."""
