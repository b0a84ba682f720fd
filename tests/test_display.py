import pandas as pd
import pypandoc
import pytest
from lxml import html as lxml_html

