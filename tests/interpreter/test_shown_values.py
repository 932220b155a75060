"""What a value shows of itself in a message: a few words, never the program that it came from."""

from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.source import SourceFile

PROGRAM = """
from keras import Input, layers


def tower():
    return 3


inputs = Input((3, 4))
layers.Bidirectional([layers.LSTM(3)])(inputs)
layers.TimeDistributed(tower)(inputs)
layers.StackedRNNCells([layers.LSTMCell(2), tower])
"""


def test_messages_about_layers_and_functions_stay_short() -> None:
    program = interpret(SourceFile("towers.py", PROGRAM), Options())
    said = [f"{problem.message} {problem.keras_error}" for problem in program.problems]
    assert said
    assert all(len(words) < 400 for words in said)
    assert any("<LSTM name=lstm, built=False>" in words for words in said)
