"""What counts as a Han character.

Unicode script property Han, which includes 〇, 々 and every extension, and leaves out bopomofo and kana.
"""

HAN = r"\p{Han}"
