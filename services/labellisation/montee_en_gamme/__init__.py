"""La montée en gamme : des écarts reconnus, des actions promises, chacune avec sa preuve."""
