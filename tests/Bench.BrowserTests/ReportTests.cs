using System.Globalization;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Bench.BrowserTests;

public sealed class ReportTests(ReportOfHostileNames report, Browser browser) : IClassFixture<ReportOfHostileNames>, IClassFixture<Browser>
{
    private ChromeDriver Open(int width = 1400, string part = "") => browser.Open(report.Path, width, part);

    private static IReadOnlyList<string> Texts(IEnumerable<IWebElement> elements) => [.. elements.Select(e => e.Text)];

    private static IWebElement Choice(ChromeDriver page, string browse, string name) =>
        page.FindElements(By.CssSelector($"#{browse} label")).First(l => l.Text.StartsWith(name, StringComparison.Ordinal)).FindElement(By.CssSelector("select, input"));

    private static void Choose(ChromeDriver page, IWebElement select, string text) => page.ExecuteScript(
        "const s = arguments[0]; s.value = [...s.options].find(o => o.textContent === arguments[1]).value; s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change'))", select, text);

    private static IReadOnlyList<string> Column(ChromeDriver page, string table, int column) =>
        [.. ((IReadOnlyCollection<object>)page.ExecuteScript("return [...document.querySelectorAll(arguments[0] + ' tbody tr')].map(r => r.cells[arguments[1]].textContent)", table, column)!).Cast<string>()];

    private static IReadOnlyList<double> Numbers(IEnumerable<string> texts) => [.. texts.Select(t => double.Parse(t.Split(' ')[0], CultureInfo.InvariantCulture))];

    [Fact]
    public void Nothing_is_complained_of_and_no_name_is_run()
    {
        var page = Open();
        foreach (var button in page.FindElements(By.CssSelector("th button")).Where(b => b.Displayed).Take(12)) button.Click();
        page.ExecuteScript("document.querySelectorAll('details').forEach(d => d.open = true)");
        page.FindElements(By.CssSelector("#cells button.cell"))[0].Click();
        Browser.Until(() => page.FindElement(By.Id("cell")).Displayed);

        Assert.DoesNotContain(page.Manage().Logs.GetLog(LogType.Browser), entry => entry.Level >= LogLevel.Warning);
        Assert.Null(page.ExecuteScript("return window.caught ?? null"));
        Assert.Equal(0L, page.ExecuteScript("return document.images.length + document.querySelectorAll('[onerror], [onclick], iframe, object').length"));
        Assert.Equal(0L, page.ExecuteScript("return performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length"));
    }

    [Fact]
    public void Hostile_names_are_shown_as_they_were_written()
    {
        var page = Open();
        var rows = Texts(page.FindElements(By.CssSelector("#result-tables tbody th")));

        Assert.Contains(ReportOfHostileNames.Script, rows);
        Assert.Contains(ReportOfHostileNames.Image, rows);
        Assert.Contains(ReportOfHostileNames.Long, rows);
        Assert.Contains(ReportOfHostileNames.Quotes.Replace('\u2028', ' '), rows.Select(r => r.Replace('\u2028', ' ').Replace('\n', ' ')));
        Assert.Contains(ReportOfHostileNames.Script, Column(page, "#points", 0));
        var reason = page.FindElement(By.CssSelector("#overview")).Text;
        Assert.Contains($"{ReportOfHostileNames.Script} & {ReportOfHostileNames.Image}", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_finished_is_said() =>
        Assert.Contains("4 of 63 cells have no result so far", Open().FindElement(By.Id("unfinished")).Text, StringComparison.Ordinal);

    [Fact]
    public void Every_figure_is_there()
    {
        var page = Open();
        Assert.NotEmpty(report.Figures);
        foreach (var name in report.Figures)
            Assert.True((bool)page.ExecuteScript("const s = document.querySelector('#figure-' + arguments[0] + ' svg'); if (!s) return false; s.scrollIntoView(); const r = s.getBoundingClientRect(); return r.width > 100 && r.height > 100 && s.querySelectorAll('path').length > 20 && s.querySelector('title').textContent.length > 5", name)!, name);
    }

    [Fact]
    public void Tables_of_results_sort_and_filter()
    {
        var page = Open();
        var table = page.FindElement(By.CssSelector("#result-tables table"));
        var heading = table.FindElements(By.CssSelector("thead th"))[1];

        heading.FindElement(By.TagName("button")).Click();
        Assert.Equal("descending", heading.GetAttribute("aria-sort"));
        var down = Numbers(Column(page, "#result-tables > div:first-child", 1));
        Assert.Equal(down.OrderDescending(), down);
        heading.FindElement(By.TagName("button")).Click();
        Assert.Equal("ascending", heading.GetAttribute("aria-sort"));
        var up = Numbers(Column(page, "#result-tables > div:first-child", 1));
        Assert.Equal(up.Order(), up);

        page.FindElement(By.Id("rows-search")).SendKeys("magnitude");
        Assert.Equal(["global-magnitude", "global-magnitude"], Texts(page.FindElements(By.CssSelector("#result-tables tbody th")).Where(e => e.Displayed)));
        Assert.Equal("2 rows", page.FindElement(By.Id("result-tables-count")).Text);
    }

    [Fact]
    public void Cells_are_searched_chosen_sorted_and_paged()
    {
        var page = Open();
        Assert.StartsWith("Rows 1 to 50 of 63", page.FindElement(By.CssSelector("#cells .count")).Text, StringComparison.Ordinal);
        page.FindElements(By.CssSelector("#cells .controls button"))[1].Click();
        Assert.Equal(13, Column(page, "#cells", 0).Count);

        Choose(page, Choice(page, "cells", "Status"), "failed");
        Assert.Equal(["failed", "failed", "failed"], Column(page, "#cells", 6));
        Choose(page, Choice(page, "cells", "Status"), "all");
        Choice(page, "cells", "Search").SendKeys("global-magnitude 4×");
        Assert.Equal(3, Column(page, "#cells", 0).Count);
        var accuracy = page.FindElements(By.CssSelector("#cells thead th")).First(h => h.Text.StartsWith("Top-1", StringComparison.Ordinal));
        accuracy.FindElement(By.TagName("button")).Click();
        Assert.Equal("descending", accuracy.GetAttribute("aria-sort"));
        Assert.Equal(["92.60", "92.40", "92.20"], Column(page, "#cells", 7));
    }

    [Fact]
    public void A_cell_opens_by_its_button_and_its_address_and_closes_by_the_keyboard()
    {
        var page = Open();
        var button = page.FindElement(By.CssSelector("#cells button.cell"));
        button.Click();
        Browser.Until(() => page.FindElement(By.Id("cell")).Displayed);
        var text = page.FindElement(By.Id("cell")).Text;
        foreach (var part in new[] { "Accuracy (%) and loss", "selected (headline)", "Attempts", "Layers", "conv1", "20×1×5×5", "Configuration", "bench reproduce dense/1/0" }) Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Equal(2L, page.ExecuteScript("return document.querySelectorAll('#cell svg.chart').length"));
        page.SwitchTo().ActiveElement().SendKeys(Keys.Escape);
        Browser.Until(() => !page.FindElement(By.Id("cell")).Displayed);
        Assert.Equal(button, page.SwitchTo().ActiveElement());

        var failed = Open(part: "#cell=" + Uri.EscapeDataString("criterion-3/16/1"));
        Browser.Until(() => failed.FindElement(By.Id("cell")).Displayed);
        Assert.Contains("This cell has no result.", failed.FindElement(By.Id("cell")).Text, StringComparison.Ordinal);
        Assert.Contains(ReportOfHostileNames.Script, failed.FindElement(By.Id("cell")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_beside_the_curves_of_a_cell_are_whole()
    {
        var page = Open();
        page.FindElement(By.CssSelector("#cells button.cell")).Click();
        Browser.Until(() => page.FindElements(By.CssSelector("#cell svg.chart")).Count == 2);

        Assert.Contains("1.23e+15", page.FindElement(By.CssSelector("#cell svg.chart")).Text, StringComparison.Ordinal);
        Assert.Equal("", page.ExecuteScript("return [...document.querySelectorAll('#cell svg.chart text')].map(t => [t.textContent, t.getBBox()]).filter(([, b]) => b.x < 0 || b.y < 0 || b.x + b.width > 400 || b.y + b.height > 150).map(([t]) => t).join('; ')"));
    }

    [Fact]
    public void The_leaderboard_is_chosen_by_range_of_ratios()
    {
        var page = Open();
        Assert.Contains("all ratios", page.FindElement(By.CssSelector("#leaderboard caption")).Text, StringComparison.Ordinal);
        Choose(page, page.FindElement(By.Id("board-ratios")), "up to 4×");
        var shown = page.FindElements(By.CssSelector("#leaderboard caption")).Where(c => c.Displayed);
        Assert.Contains("up to 4×", Assert.Single(shown).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_listens_or_has_no_mouse_is_told_what_is_what()
    {
        var page = Open();
        Assert.Equal(0L, page.ExecuteScript("const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length - new Set(ids).size"));
        Assert.Equal(0L, page.ExecuteScript("return [...document.querySelectorAll('table')].filter(t => !t.caption || !t.caption.textContent).length"));
        Assert.Equal(0L, page.ExecuteScript("return [...document.querySelectorAll('th')].filter(t => !t.scope).length"));
        Assert.Equal(0L, page.ExecuteScript("return [...document.querySelectorAll('input, select')].filter(c => c.labels.length === 0).length"));
        Assert.Equal(0L, page.ExecuteScript("return [...document.querySelectorAll('svg')].filter(s => s.getAttribute('role') !== 'img' || !(s.querySelector('title') || s.getAttribute('aria-label'))).length"));
        Assert.Equal(0L, page.ExecuteScript("return [...document.querySelectorAll('nav a')].filter(a => !document.querySelector(a.getAttribute('href'))).length"));
        page.FindElement(By.TagName("body")).SendKeys(Keys.Tab);
        Assert.Equal("Skip to the content", page.SwitchTo().ActiveElement().Text);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1400)]
    public void The_page_is_no_wider_than_the_screen(int width) =>
        Assert.Equal("", Open(width).ExecuteScript("return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, figure, pre, nav ul, dialog')).map(e => e.outerHTML.slice(0, 90)).join('; ')"));

    [Fact]
    public void It_is_dark_where_that_is_preferred()
    {
        var page = Open();
        Assert.Equal("rgb(255, 255, 255)", page.ExecuteScript("return getComputedStyle(document.body).backgroundColor"));
        page.ExecuteCdpCommand("Emulation.setEmulatedMedia", new() { ["features"] = new object[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = "dark" } } });
        Assert.Equal("rgb(20, 23, 26)", page.ExecuteScript("return getComputedStyle(document.body).backgroundColor"));
        page.ExecuteCdpCommand("Emulation.setEmulatedMedia", new() { ["features"] = Array.Empty<object>() });
    }

    [Fact]
    public async Task The_same_database_gives_the_same_bytes() => Assert.Equal(await File.ReadAllBytesAsync(report.Path, TestContext.Current.CancellationToken), await report.Again());
}
