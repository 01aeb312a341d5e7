"use strict";

const dashboard = document.getElementById("dashboard");
const trouble = document.getElementById("dashboard-trouble");

async function fetched() {
    const answer = await fetch(dashboard.dataset.live, { redirect: "manual" });
    if (answer.type === "opaqueredirect") {
        throw new Error("You are no longer logged in.");
    }
    if (!answer.ok) {
        throw new Error(`The server answers ${answer.status}.`);
    }
    return answer.text();
}

// Tables that are open stay open.
function show(html) {
    const open = [...dashboard.querySelectorAll("details[open]")].map((details) => details.id);
    dashboard.innerHTML = html;
    for (const id of open) {
        document.getElementById(id)?.setAttribute("open", "");
    }
}

async function refresh() {
    if (document.hidden) {
        return;
    }
    try {
        show(await fetched());
        trouble.hidden = true;
    } catch (error) {
        trouble.textContent = `These figures are not up to date. ${error.message}`;
        trouble.hidden = false;
    }
}

setInterval(refresh, dashboard.dataset.seconds * 1000);
document.addEventListener("visibilitychange", refresh);
