using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Bench.BrowserTests;

/// <summary>What a screen reader is told of a report.</summary>
public sealed class AccessibilityTests(ReportOfHostileNames report, Browser browser) : IClassFixture<ReportOfHostileNames>, IClassFixture<Browser>
{
    private static readonly string[] Named =
        ["button", "link", "combobox", "searchbox", "textbox", "image", "img", "table", "region", "navigation", "dialog", "columnheader", "rowheader", "heading", "figure", "DisclosureTriangle"];

    private ChromeDriver Open() => browser.Open(report.Path);

    private static string Told(IEnumerable<Accessible> nodes) => string.Join("; ", nodes.Take(5).Select(n => $"{n.Role} '{n.Name}' in {string.Join(" in ", n.Within.Take(3).Select(w => $"{w.Role} '{w.Name}'"))}"));

    private static void IsSound(IReadOnlyList<Accessible> tree)
    {
        Assert.Equal("", Told(tree.Where(n => Named.Contains(n.Role) && string.IsNullOrWhiteSpace(n.Name))));
        var level = 0;
        foreach (var heading in tree.Where(n => n.Role == "heading"))
        {
            Assert.True(heading.Level <= level + 1, $"'{heading.Name}' is of level {heading.Level} after one of {level}");
            level = heading.Level;
        }
    }

    [Fact]
    public void Whatever_can_be_operated_or_gone_to_has_a_name_and_headings_leave_no_level_out()
    {
        var tree = AccessibilityTree.Of(Open());

        IsSound(tree);
        Assert.Single(tree, n => n is { Role: "heading", Level: 1 });
        foreach (var role in new[] { "main", "banner", "navigation", "table", "columnheader", "rowheader", "combobox", "searchbox", "status", "heading" }) Assert.Contains(tree, n => n.Role == role);
        foreach (var part in new[] { "Overview", "Leaderboard", "Figures", "Results", "Operating points", "Cells", "Audit", "Claims" }) Assert.Contains(tree, n => n.Role == "region" && n.Name == part);
    }

    [Fact]
    public void Every_table_has_a_caption_and_headings_of_columns_that_are_buttons_to_sort_by()
    {
        var page = Open();
        var tree = AccessibilityTree.Of(page);
        var (headings, buttons) = (tree.Where(n => n.Role == "columnheader").ToList(), tree.Where(n => n.Role == "button" && n.Within.Any(w => w.Role == "columnheader")).ToList());

        Assert.Equal(headings.Select(h => h.Name), buttons.Select(b => b.Name));
        Assert.DoesNotContain(buttons, b => b.Name.IndexOfAny(['↕', '↑', '↓']) >= 0);
        Assert.Equal(0L, page.ExecuteScript("return [...document.querySelectorAll('tbody tr:not(.block)')].filter(r => r.cells[0].tagName !== 'TH' || r.cells[0].scope !== 'row').length"));

        foreach (var table in new[] { "#overview table", "#leaderboard table", "#result-tables table", "#points table", "#cells table" })
        {
            var columns = page.FindElements(By.CssSelector($"{table} thead th")).Where(h => h.Displayed).Take(2).ToList();
            foreach (var column in columns) page.ExecuteScript("arguments[0].querySelector('button').click()", column);
            Assert.Equal([null, "ascending or descending"], columns.Select(c => c.GetAttribute("aria-sort") is "ascending" or "descending" ? "ascending or descending" : c.GetAttribute("aria-sort") is { Length: > 0 } other ? other : null));
        }
    }

    [Fact]
    public void Every_figure_is_told_in_words_with_its_notes()
    {
        var images = AccessibilityTree.Of(Open()).Where(n => n.Within.Any(w => w.Role is "figure" or "Figure") && n.Role is "image" or "img" or "SvgRoot" or "graphics-document").ToList();

        Assert.True(images.Count >= report.Figures.Count, $"{images.Count} images");
        Assert.Equal("", Told(images.Where(i => i.Description.Length < 20)));
        Assert.Contains(images, i => i.Description.Contains($"Shown: global-magnitude, ", StringComparison.Ordinal) && i.Description.Contains("dense control. Mean ± sample standard deviation over 3 seeds", StringComparison.Ordinal));
    }

    [Fact]
    public void The_panel_of_a_cell_is_a_dialog_with_a_name_and_all_in_it_has_one()
    {
        var page = Open();
        page.FindElement(By.CssSelector("#cells button.cell")).Click();
        Browser.Until(() => page.FindElements(By.CssSelector("#cell svg.chart")).Count == 2);
        page.ExecuteScript("document.querySelectorAll('#cell details').forEach(d => d.open = true)");
        var tree = AccessibilityTree.Of(page);

        Assert.Contains(tree, n => n.Role == "dialog" && n.Name.Contains("seed 0", StringComparison.Ordinal));
        var within = tree.Where(n => n.Within.Any(w => w.Role == "dialog")).ToList();
        Assert.Equal("", Told(within.Where(n => Named.Contains(n.Role) && string.IsNullOrWhiteSpace(n.Name))));
        Assert.Contains(within, n => n.Role is "image" or "img" && n.Name.StartsWith("Loss by epoch, from ", StringComparison.Ordinal));
        Assert.Contains(within, n => n is { Role: "table", Name: "Layers" });
        Assert.All(within.Where(n => n.Role == "heading"), h => Assert.InRange(h.Level, 2, 3));
    }
}
