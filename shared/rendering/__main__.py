"""`python -m shared.rendering MODULE`: what `shared.rendering.renderers` starts."""

import sys

from shared.rendering.process import serve

serve(sys.argv[1])
