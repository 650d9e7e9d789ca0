"""What goes wrong at a browser: a server that is lost, a session that has ended, two tabs, and pages that say no."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.acceptance.browsing.office import Office
from tests.acceptance.browsing.opening import browser, office
from tests.acceptance.browsing.pages_process import pages_process
from tests.acceptance.browsing.people import Desks
from tests.acceptance.browsing.promises import axe_findings, too_wide
from tests.acceptance.browsing.walking import act, choose, find

__all__ = ["browser", "office"]

AS_SENT = """(form => ({at: form.action, fields: [...new FormData(form), ["_step", "do"]]}))
(document.querySelector("form.act"))"""
SENT_AGAIN = (
    """form => fetch(form.at, {method: "POST", body: new URLSearchParams(form.fields)}).then(one => one.status)"""
)
"""By a browser that did not hear what became of it."""


def test_whoever_was_away_too_long_signs_in_again_and_nothing_has_happened(office: Office) -> None:
    with office.desks.signed_in("case_worker", "agent-8") as page:
        find(page, "B-5")
        act(page, "RecordContact")
        choose(page, channel="phone", direction="outbound", purpose="payment", outcome="reached")
        before = office.types("B-5")
        other_tab = page.context.new_page()
        other_tab.goto("/console/today")
        other_tab.get_by_role("button", name="Sign out").click()
        other_tab.wait_for_url("**/signed-out")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.locator("h1")).to_have_text("Please sign in")
        assert office.types("B-5") == before


def test_a_server_that_is_lost_and_comes_back_loses_nothing_and_doubles_nothing(office: Office) -> None:
    def contacts() -> int:
        return office.types("B-5").count("ContactMade")

    before = contacts()
    with pages_process(office.desks.ledger) as pages:
        desks = Desks(office.desks.browser, pages.url, office.desks.ledger)
        with desks.signed_in("case_worker", "agent-5") as page:
            following = page.context.new_page()
            with following.expect_response("**/stream"):
                following.goto(f"/console/cases/{office.case('B-5')}")
            page.goto(f"/console/act/RecordContact/{office.case('B-5')}")
            choose(page, channel="phone", direction="inbound", purpose="payment", outcome="reached")
            page.get_by_role("button", name="See what would happen").click()
            expect(page.get_by_role("status")).to_contain_text("ContactMade")
            form = page.evaluate(AS_SENT)
            pages.kill()
            page.get_by_role("button", name="Do it").click()
            expect(page.locator("[data-lost=form]")).to_contain_text(
                "Nothing was sent, and what you typed is still here"
            )
            expect(page.locator("[name=outcome]")).to_have_value("reached")
            assert [*axe_findings(page), *too_wide(page)] == []
            expect(following.locator("[data-lost=stream]")).to_be_visible()
            pages.begin()
            page.get_by_role("button", name="Do it").click()
            expect(page.locator("#then")).to_contain_text("ContactMade")
            expect(following.locator("#then")).to_contain_text("ContactMade", timeout=60_000)
            expect(following.locator("[data-lost=stream]")).to_be_hidden()
            assert contacts() == before + 1
            assert page.evaluate(SENT_AGAIN, form) == 200
    assert contacts() == before + 1, "the same form again is the same contact"


def test_two_tabs_of_one_form_are_two_questions_and_each_of_them_one(office: Office) -> None:
    before = office.types("B-4").count("InquiryReceived")
    with office.desks.signed_in("case_worker", "agent-6") as page:
        tabs = [page, page.context.new_page()]
        for number, tab in enumerate(tabs):
            tab.goto(f"/console/act/ReceiveInquiry/{office.case('B-4')}")
            choose(tab, channel="phone", subject="calculation")
            tab.locator("[name=text]").fill(f"Question of tab {number}")
            tab.get_by_role("button", name="See what would happen").click()
        for tab in tabs:
            tab.get_by_role("button", name="Do it").dblclick()
            expect(tab.locator("#then")).to_contain_text("InquiryReceived")
    assert office.types("B-4").count("InquiryReceived") == before + 2


def test_pages_that_say_no_or_ask_again_can_be_read_too(office: Office) -> None:
    found: list[str] = []
    with office.desks.visitor() as context:
        page = context.new_page()
        page.goto("/console/today")
        expect(page.locator("h1")).to_have_text("Please sign in")
        found += axe_findings(page)
        page.goto("/my/sign-in")
        page.get_by_label("Payment reference").fill("000")
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill("123456")
        found += axe_findings(page)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("That is not the code. Please look again.")
        found += axe_findings(page)
    with office.desks.signed_in("case_worker", "agent-9") as page:
        page.goto("/console/no-such-page")
        expect(page.locator("h1")).to_have_text("This is not here")
        found += axe_findings(page)
        page.goto(f"/console/act/RecordContact/{office.case('B-4')}")
        choose(page, channel="phone", direction="outbound", purpose="payment", outcome="reached")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("alert")).to_contain_text("This cannot be done.")
        found += axe_findings(page)
    assert found == [], "\n".join(found)
