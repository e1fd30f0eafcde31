using System.Globalization;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>What ran, on what, how long, and what failed.</summary>
internal static class OverviewSection
{
    private const int MostReasons = 40;

    public static Html Of(ReportContent content) => Html.Of($"""
        <section id="overview" aria-labelledby="overview-title"><h2 id="overview-title">Overview</h2>
        {Unfinished(content)}
        {(content.Mixture is { } mixture ? Html.Of($"<p class=\"notice\">{mixture}</p>") : Html.None)}
        <dl class="facts">
        {Fact("Finished cells", Numbers.Count(content.Rows.Count))}
        {Fact("Failed", Numbers.Count(Count(content, "failed")))}
        {Fact("To do", Numbers.Count(Count(content, "pending")))}
        {Fact("Cannot be run", Numbers.Count(Count(content, "skipped")))}
        {Fact("Hours of cells", Numbers.Fixed(content.Machines.Sum(m => m.Hours), 1))}
        {Fact("Hours of pretraining", Numbers.Fixed(content.Phases.Where(p => p.Phase == "pretrain").Sum(p => p.Hours), 1))}
        </dl>
        <dl class="what">
        {What("Data sets", content.Rows.Select(r => DisplayNames.Of(r.Dataset) + (r.Synthetic ? " (synthetic)" : "")))}
        {What("Models", content.Rows.Select(r => DisplayNames.Of(r.Model)))}
        {What("Strategies", content.Rows.Where(r => !r.IsControl).Select(r => r.Strategy))}
        {What("Compression ratios", content.Rows.Select(r => r.Compression).Distinct().Order().Select(Numbers.Ratio))}
        {What("Seeds", content.Rows.Select(r => r.Seed).Distinct().Order().Select(s => s.ToString(CultureInfo.InvariantCulture)))}
        {What("Protocols", content.Rows.Select(r => r.Protocol))}
        </dl>
        {HtmlTable.Of("Sweeps", [new("Sweep", true), new("Cells"), new("Finished"), new("Failed"), new("To do"), new("Cannot be run"), new("Registered (UTC)", true), new("Last activity (UTC)", true)],
            [.. content.Sweeps.Select(s => (IReadOnlyList<Html>)[Text(s.Name), Number(s.Total), Number(s.Finished), Number(s.Failed), Number(s.Pending), Number(s.Skipped), Text(Time(s.Registered)), Text(s.LastActivity is { } t ? Time(t) : Numbers.None)])])}
        {HtmlTable.Of("Machines", [new("Host", true), new("Processor", true), new("Device", true), new("Threads"), new("Cells"), new("Hours"), new("From (UTC)", true), new("To (UTC)", true), new("System", true), new("Libraries", true), new("bench", true)],
            [.. content.Machines.Select(m => (IReadOnlyList<Html>)
            [
                Text(m.Machine.Host), Text(m.Machine.Cpu), Text(m.Machine.Device), Number(m.Machine.Threads), Number(m.Cells), Text(Numbers.Fixed(m.Hours, 2)), Text(Time(m.First)), Text(Time(m.Last)),
                Text(m.Machine.OperatingSystem), Text($"{m.Machine.Dotnet}, TorchSharp {m.Machine.TorchSharp}, libtorch {m.Machine.LibTorch}"), Text(m.Machine.Product),
            ])])}
        {HtmlTable.Of("Where the time went", [new("Phase", true), new("Times"), new("Hours")],
            [.. content.Phases.Select(p => (IReadOnlyList<Html>)[Text(p.Phase), Number(p.Times), Text(Numbers.Fixed(p.Hours, 3))])])}
        {Failures(content)}
        </section>

        """);

    private static Html Unfinished(ReportContent content)
    {
        if (content.ToDo == 0) return Html.None;
        var last = content.Machines.Count == 0 ? null : Time(content.Machines.Max(m => m.Last));
        return Html.Of($"""
            <p class="notice" id="unfinished"><strong>Not finished:</strong> {Numbers.Count(content.ToDo)} of {Numbers.Count(content.Rows.Count + content.Unfinished.Count)} cells have no result so far.
            Everything here is of the cells that were finished{(last is null ? "" : $" until {last} UTC")}; numbers may change as others are added.</p>
            """);
    }

    private static Html Failures(ReportContent content)
    {
        var reasons = content.Unfinished.Where(c => c.Status != "pending").GroupBy(c => (c.Status, Reason: c.Reason ?? "")).OrderBy(g => g.Key.Status, StringComparer.Ordinal).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Reason, StringComparer.Ordinal).ToList();
        if (reasons.Count == 0) return Html.Of($"<p>No cell has failed.</p>");
        return Html.Of($"""
            {HtmlTable.Of("Failures, and cells that cannot be run", [new("Status", true), new("Cells"), new("Reason", true, true), new("Such as", true, true)],
                [.. reasons.Take(MostReasons).Select(g => (IReadOnlyList<Html>)[Text(g.Key.Status), Number(g.Count()), Text(g.Key.Reason), Link(g.First())])])}
            {(reasons.Count > MostReasons ? Html.Of($"<p>{reasons.Count - MostReasons} more reasons are in the table of cells.</p>") : Html.None)}
            """);
    }

    /// <summary>A link that opens the panel of a cell.</summary>
    public static Html Link(string identity, string text) => Html.Of($"<a href=\"#cell={Uri.EscapeDataString(identity)}\">{text}</a>");

    private static Html Link(UnfinishedCell c) => Link(c.Identity, $"{DisplayNames.Of(c.Dataset)} · {DisplayNames.Of(c.Model)} · {c.Strategy} {Numbers.Ratio(c.Compression)} seed {c.Seed}");

    private static int Count(ReportContent content, string status) => content.Unfinished.Count(c => c.Status == status);

    private static Html Fact(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");

    private static Html What(string name, IEnumerable<string> values) => values.Distinct().ToList() is { Count: > 0 } all
        ? Html.Of($"<dt>{(all.Count == 1 ? name : $"{name} ({all.Count})")}</dt><dd>{string.Join(", ", all)}</dd>\n") : Html.None;

    private static Html Text(string text) => Html.Of($"{text}");

    private static Html Number(int number) => Html.Of($"{Numbers.Count(number)}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
