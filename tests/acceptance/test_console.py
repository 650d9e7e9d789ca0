"""The console and My page in a real browser, on real servers: what every page promises, and each role's main task."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from infra.console.router import MY_PAGES, PAGES
from tests.acceptance.browsing.office import TOGETHER, Office
from tests.acceptance.browsing.opening import browser, office
from tests.acceptance.browsing.pictures import pictures, take_picture
from tests.acceptance.browsing.promises import NARROW, WatchedPage, axe_findings, paths, too_wide
from tests.acceptance.browsing.walking import act, choose, customer, find, propose, shown_at_last
from tests.acceptance.some_files import PAYDAY, write_money

__all__ = ["browser", "office", "pictures"]


BROKEN = """<!doctype html><html lang="en"><title>Broken</title><main><h1>Broken</h1><img src="none.png">
<p style="width: 900px">Wide</p><script>undefinedName()</script></main>"""
"""A picture that nobody describes and that is not there, a line that is too wide, and a script that fails."""


def test_a_page_that_breaks_its_promises_is_found_out(browser: Browser) -> None:
    with browser.new_context(base_url="http://127.0.0.1:9") as context:
        context.route(
            "**/*", lambda route: route.fulfill(status=404 if "png" in route.request.url else 200, body=BROKEN)
        )
        told = "\n".join(WatchedPage.of(context).broken_promises("/broken"))
    assert all(one in told for one in ("image-alt", "px wide at 400", "undefinedName", "404")), told


def test_whoever_looks_at_a_page_of_the_console_can_read_and_use_it(office: Office) -> None:
    found: list[str] = []
    with office.desks.signed_in("administrator", "administrator-1") as page:
        watched = WatchedPage.of(page.context)
        for path in paths(PAGES, office.at):
            found += watched.broken_promises(path)
    assert found == [], "\n".join(found)


def test_whoever_looks_at_my_page_can_read_and_use_it(office: Office) -> None:
    found: list[str] = []
    with office.desks.signed_in("debtor", office.at["person_id"], "--person", office.at["person_id"]) as page:
        watched = WatchedPage.of(page.context)
        for path in paths(MY_PAGES, office.at):
            found += watched.broken_promises(path)
    assert found == [], "\n".join(found)


def test_an_auditor_reconstructs_a_case_as_it_was_known_on_a_day_and_downloads_it(
    office: Office, pictures: Path
) -> None:
    with office.desks.signed_in("auditor", "auditor-1") as page:
        find(page, "B-4")
        expect(page.locator("#then")).to_contain_text("DisputeRaised")
        page.get_by_text("As of and known at").click()
        page.get_by_label("Known at").fill("2026-03-02T23:00")
        page.locator("details.when").get_by_role("button", name="Show", exact=True).click()
        expect(page.locator("#then")).to_contain_text("This is how it stood.")
        expect(page.locator("#then")).to_contain_text("ClaimReceived")
        expect(page.locator("#then")).not_to_contain_text("DisputeRaised")
        with page.expect_download() as paper:
            page.get_by_text("Every figure with its law, as PDF").click()
        assert paper.value.path().read_bytes().startswith(b"%PDF")
        page.get_by_role("button", name="Compare").click()
        expect(page.locator("main")).to_contain_text("DisputeRaised")
        take_picture(page, pictures, "auditor")
        page.get_by_role("link", name="Trail", exact=True).click()
        page.locator("[name=case_id]").fill("Nordkraft/B-4")
        page.locator("main form.filters button").click()
        with page.expect_download() as table:
            page.locator("a[href*='trail.csv']").click()
        assert {"ClaimReceived", "DisputeRaised"} <= set(re.findall("[A-Z][A-Za-z]+", table.value.path().read_text()))


def test_a_compliance_officer_finds_the_contacts_that_were_blocked_in_a_month_and_the_rule(
    office: Office, pictures: Path
) -> None:
    with office.desks.signed_in("compliance", "compliance-1", with_scripts=False) as page:
        page.get_by_role("link", name="Trail", exact=True).click()
        page.locator("[name=type]").fill("ActionBlocked")
        page.locator("[name=occurred_from]").fill("2026-03-01T00:00")
        page.locator("[name=occurred_before]").fill("2026-04-01T00:00")
        page.locator("main form.filters button").click()
        row = page.locator("tbody tr").filter(has_text="dialler-1")
        expect(row).to_contain_text("RecordContact")
        take_picture(page, pictures, "compliance")
        row.locator("a.rule").click()
        expect(page.locator("main")).to_contain_text("contact_hours")


def test_a_case_worker_agrees_a_plan_and_sees_a_blocked_contact_with_its_rule(office: Office) -> None:
    owed = office.cases["B-2"]["owed"]["total_minor"]
    with office.desks.signed_in("case_worker", "agent-7") as page:
        find(page, "B-2")
        act(page, "ProposePlan")
        choose(page, channel="phone", proposed_by="customer")
        days = ("2026-03-25", "2026-04-25", "2026-05-25")
        for number, (day, minor) in enumerate(zip(days, (20_000, 20_000, owed - 40_000), strict=True)):
            page.locator(f"[name='instalments.{number}.due_date']").fill(day)
            page.locator(f"[name='instalments.{number}.amount_minor']").fill(f"{minor / 100:.2f}")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("status")).to_contain_text("PlanAgreed")
        page.get_by_role("button", name="Do it").dblclick()
        expect(page.locator("#then")).to_contain_text("PlanAgreed")
        assert office.types("B-2").count("PlanAgreed") == 1, "a double click is one plan"
        page.evaluate("history.go(-2)")
        page.wait_for_url("**/act/ProposePlan/**")
        expect(page.locator("main")).not_to_contain_text("PlanAgreed")
        assert office.types("B-2").count("PlanAgreed") == 1, "and going back to the form is none"

        find(page, "B-4")
        act(page, "RecordContact")
        choose(page, channel="phone", direction="outbound", purpose="payment", outcome="reached")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("alert").locator("a.rule")).to_have_text("hold.dispute")


def test_a_case_worker_takes_a_call_of_a_person_with_three_cases_agrees_one_plan_and_changes_it(
    office: Office, pictures: Path
) -> None:
    found: list[str] = []
    with office.desks.signed_in("case_worker", "agent-7") as page:
        find(page, "C-2")
        act(page, "RecordContact")
        choose(page, channel="phone", direction="inbound", purpose="payment", outcome="reached")
        page.get_by_role("button", name="See what would happen").click()
        page.get_by_role("button", name="Do it").click()
        page.get_by_role("link", name="Robin Dahl").click()
        expect(page.locator("section[aria-labelledby=cases] tbody tr")).to_have_count(3)
        page.get_by_role("link", name="One plan over 3 cases").click()
        expect(page.locator("main")).to_contain_text("The household has 600.00 SEK left of a month.")
        page.locator("[name=a_month]").fill("1000")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("alert")).to_contain_text("more than the household can keep")
        expect(page.get_by_role("alert").locator("a.rule").first).to_contain_text("plan_share")
        expect(page.get_by_role("button", name="Agree on this plan")).to_have_count(0)
        found += axe_findings(page)
        lower = re.search(r"([0-9,]+)\.00.SEK a month on these cases", page.get_by_role("alert").inner_text())
        assert lower is not None, page.get_by_role("alert").inner_text()
        page.locator("[name=a_month]").fill(lower[1])
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("status")).to_contain_text("In all")
        found += [*axe_findings(page), *too_wide(page)]
        take_picture(page, pictures, "case-worker")
        page.get_by_role("button", name="Agree on this plan").dblclick()
        expect(page.locator("main")).to_contain_text("Plans over several cases")
        shown_at_last(page, page.get_by_role("link", name="Change the plan"))
        found += [*axe_findings(page), *too_wide(page)]
        page.get_by_role("link", name="Change the plan").click()
        page.locator("[name=a_month]").fill("400")
        page.locator("[name=reason]").fill("less_income")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("status")).to_contain_text("In all")
        found += [*axe_findings(page), *too_wide(page)]
        page.get_by_role("button", name="Agree on this change").dblclick()
        expect(page.locator("main")).to_contain_text("Plans over several cases")
    assert found == [], "\n".join(found)
    for one in TOGETHER:
        assert office.types(one).count("PlanAgreed") == 1, "each case has its part, and a double click is one plan"
        office.until(one, "PlanRescheduled")


def test_a_page_of_a_case_shows_by_itself_what_somebody_else_does_to_it(office: Office) -> None:
    with office.desks.signed_in("case_worker", "agent-9") as page:
        with page.expect_response("**/stream"):
            find(page, "B-1")
        expect(page.locator("#then")).not_to_contain_text("PromiseMade")
        office.act("B-1", "make-promise", channel="phone", amount_minor=10_000, promised_for="2026-03-20")
        expect(page.locator("#then")).to_contain_text("PromiseMade")


def test_a_supervisor_approves_what_another_asked_for_and_not_their_own(office: Office, pictures: Path) -> None:
    for role, name, reference in (("case_worker", "agent-7", "B-3"), ("supervisor", "supervisor-1", "B-5")):
        with office.desks.signed_in(role, name) as page:
            page.goto(f"/console/act/CloseCase/{office.case(reference)}")
            page.locator("[name=outcome]").select_option("written_off")
            page.locator("[name=reason]").fill("no_means")
            page.get_by_role("button", name="See what would happen").click()
            page.get_by_role("button", name="Do it").click()
            expect(page.locator("#then")).to_contain_text("ClosureRequested")
    with office.desks.signed_in("supervisor", "supervisor-1") as page:
        page.goto("/console/approvals")
        own, other = (page.locator("tbody tr").filter(has_text=one) for one in ("B-5", "B-3"))
        expect(own).to_contain_text("You asked for it: another person decides.")
        take_picture(page, pictures, "supervisor")
        page.goto(f"/console/act/ApproveClosure/{office.case('B-5')}?number=1")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("alert")).to_contain_text("This cannot be done.")
        page.goto("/console/approvals")
        other.get_by_role("link", name="Approve").click()
        page.get_by_role("button", name="See what would happen").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.locator("h1")).to_have_text("Approvals")
        expect(other).to_have_count(0)
    assert "CaseClosed" in office.types("B-3")
    assert "CaseClosed" not in office.types("B-5")


def test_a_customer_proposes_too_much_and_agrees_the_lower_plan_without_javascript(
    office: Office, pictures: Path
) -> None:
    with office.desks.visitor(with_scripts=False) as context:
        page = customer(office, context, "B-1")
        page.locator("main a", has_text="B-1").click()
        page.get_by_role("link", name="Pay in parts").click()
        propose(page, "1000")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("more than the household can keep")
        lower = re.search(r"What would do: ([0-9,]+)\.[0-9]{2} SEK", alert.inner_text().replace("\u00a0", " "))
        assert lower is not None, alert.inner_text()
        take_picture(page, pictures, "customer")
        propose(page, lower[1].replace(",", ""))
        expect(page.locator("main")).to_contain_text("Your plan")
    types = office.types("B-1")
    assert (types.count("PlanProposed"), types.count("PlanAgreed")) == (1, 1)


def test_a_customer_reads_the_letter_as_it_was_sent_and_keeps_it_and_that_is_on_record(office: Office) -> None:
    with office.desks.visitor(with_scripts=False) as context:
        page = customer(office, context, "D-1")
        page.locator("main a", has_text="D-1").click()
        page.get_by_role("link", name="Payment demand").click()
        for said in ("Kim D-1", "Nordkraft", "2,000.00 SEK", "Kredinord, Box 12, Östersund"):
            expect(page.locator("article.letter")).to_contain_text(said)
        with page.expect_download() as paper:
            page.get_by_role("link", name="As PDF").click()
        assert paper.value.path().read_bytes().startswith(b"%PDF")
    read = {"person_id": office.person("D-1"), "in_the_clear": "true"}
    rows = office.api.get("/v1/disclosures", params=read).json()["rows"]
    assert {("case-letter", "my_page", "debtor")} <= {(one["question"], one["door"], one["role"]) for one in rows}


def test_a_cashier_sees_what_found_no_case_and_an_operator_how_far_everything_is(office: Office) -> None:
    deposit = write_money(office.desks.ledger.folder / "deposit.txt", [("", 12_300)], PAYDAY)
    with office.desks.signed_in("cashier", "cashier-1") as page:
        page.get_by_role("link", name="Money", exact=True).click()
        page.get_by_role("link", name="Files that come in").click()
        page.locator("[name=file]").set_input_files(deposit)
        page.get_by_role("button", name="Try it").click()
        expect(page.locator("main")).to_contain_text("waits without a case")
        page.get_by_role("button", name="Take it in").dblclick()
        page.get_by_role("link", name="What became of each line").click()
        line = page.locator("tbody tr").filter(has_text="123.00 SEK").last
        shown_at_last(page, line.get_by_text("without a case"))
        page.get_by_role("link", name="Money", exact=True).click()
        expect(page.locator("tbody tr").filter(has_text="123.00 SEK")).to_have_count(1)
        found = page.locator("tbody tr").filter(has_text="123.00 SEK")
        found.locator("a[href*='/act/MatchPayment/']").click()
        page.locator("[name='portions.0.case_id']").fill("Nordkraft/B-1")
        page.locator("[name='portions.0.amount_minor']").fill("123.00")
        choose(page, method="by_hand")
        page.get_by_role("button", name="See what would happen").click()
        expect(page.get_by_role("status")).to_contain_text("PaymentMatched")
        page.get_by_role("link", name="Money", exact=True).click()
        for name in ("Remittances and refunds", "Bank and ledger"):
            page.get_by_role("link", name=name).click()
            expect(page.locator("h1")).to_have_text(name)
            page.go_back()
    with office.desks.signed_in("operator", "operator-1") as page:
        page.get_by_role("link", name="System", exact=True).click()
        expect(page.locator("main")).to_contain_text("balances")


def test_a_downstream_team_reads_events_with_a_key_for_nothing_else(office: Office) -> None:
    held = ("--role", "auditor", "--scope", "events:read")
    key = {"Authorization": f"Bearer {office.desks.ledger.json('api-key', 'create', 'warehouse', *held)['key']}"}
    with office.api.stream("GET", "/v1/events/stream", headers=key) as stream:
        assert stream.status_code == 200
    assert office.api.get("/v1/events", headers=key).json()["rows"]
    assert office.api.get("/v1/cases", headers=key).status_code == 403


def test_the_first_pictures_of_the_docs_are_taken_anew(office: Office, pictures: Path) -> None:
    with office.desks.signed_in("supervisor", "supervisor-1") as page:
        find(page, "B-4")
        take_picture(page, pictures, "case")
    with office.desks.visitor() as context:
        page = customer(office, context, "B-1")
        page.locator("main a", has_text="B-1").click()
        page.set_viewport_size({"width": NARROW["width"] * 2, "height": NARROW["height"]})
        take_picture(page, pictures, "my-page")
