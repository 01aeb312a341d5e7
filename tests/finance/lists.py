"""What a list answers to a query."""

EXPENSES = "/v1/finance/expenses"


def results(client, query="", path=EXPENSES):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def refusals(client, query):
    response = client.get(f"{EXPENSES}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "validation_error"), response.content
    return {(error["field"], error["code"]) for error in response.json()["errors"]}
