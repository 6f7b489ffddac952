import pytest, os, gc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smrj_desktop.domain import edits
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.outline_model import OutlineModel
from tests.support.plans import one_edit, small_plan
a=os.environ["A"]
@pytest.mark.usefixtures("qapp")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any(data):
    document = Document(small_plan(), author="試験")
    if "m" in a: model = OutlineModel(document)
    for step in range(data.draw(st.integers(1, 6))):
        e=data.draw(one_edit(document.plan, step)) if "d" in a else edits.SetProfile(name="title",value=str(step))
        document.do(e, "")
    if "u" in a:
        while document.undo_stack.canUndo():
            document.undo_stack.undo()
