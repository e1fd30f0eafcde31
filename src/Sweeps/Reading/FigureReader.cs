using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads the section <c>figures</c>: options for all figures, and figures with options of their own.</summary>
internal sealed class FigureReader(FigureWords words, Mistakes mistakes)
{
    private const string Key = "figures";

    private readonly List<(FigureOptionWord Option, YamlNode Node, IReadOnlyList<string> Values)> named = [];

    /// <summary>The section of a sweep; none where it is not written.</summary>
    public FigureSection Read(Section sweep)
    {
        if (Section.Of(sweep.Node(Key), mistakes, $"'{Key}'", _ => "write them as in {ours: [mine], draw: [drop, {kind: pareto, x: speedup}]}") is not { } section) return FigureSection.None;
        var draw = section.Axis<FigureSpec>("draw", "a list of figures, such as [drop, {kind: pareto, x: speedup}]", Figure);
        var shared = Settings(section, null);
        section.Done();
        return new(shared, draw ?? []);
    }

    /// <summary>Notes names that the sweep does not have.</summary>
    public void Check(IReadOnlyList<Experiment> experiments)
    {
        var strategies = experiments.SelectMany(e => e.Strategies).Select(s => s.Name).Distinct().ToList();
        var datasets = experiments.SelectMany(e => e.Datasets).Select(d => d.Name).Distinct().ToList();
        var models = experiments.SelectMany(e => e.Models).Select(m => m.Name).Distinct().ToList();
        foreach (var (option, node, values) in named)
        {
            var (kind, valid) = option.Names switch
            {
                FigureNames.Strategies => ("strategy", strategies),
                FigureNames.Datasets => ("data set", datasets),
                FigureNames.Models => ("model", models),
                _ => ("name", [.. strategies, .. datasets, .. models]),
            };
            foreach (var name in node is YamlMap map ? map.Entries.Select(e => e.Key.Text) : values.SelectMany(v => valid.Contains(v) ? [v] : v.Split(',', StringSplitOptions.TrimEntries)))
                if (!valid.Contains(name)) mistakes.Add(node.Line, $"'{option.Name}' of a figure: {Names.Unknown($"{kind} of this sweep", name, valid)}");
        }
    }

    private IEnumerable<FigureSpec> Figure(YamlNode node)
    {
        var kinds = words.Kinds.Select(k => k.Name).ToList();
        if (node is YamlScalar { IsNull: false } name)
        {
            if (kinds.Contains(name.Text)) return [new(name.Text, null, [])];
            mistakes.Add(name.Line, Names.Unknown("kind of figure", name.Text, kinds));
            return [];
        }
        if (Section.Of(node, mistakes, "a figure") is not { } section) return [];
        section.Require("kind", $"one of {string.Join(", ", kinds)}");
        var kind = section.Name("kind", kinds, "kind of figure");
        var called = section.Text("name");
        if (called is not null && (called.Length > 60 || called.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) || !char.IsAsciiLetterOrDigit(called[0])))
            mistakes.Add(section.LineOf("name"), $"'name' of a figure is a file's: letters, digits, - and _, at most 60, not {Names.Quoted(called)}");
        var settings = Settings(section, words.Kinds.FirstOrDefault(k => k.Name == kind));
        section.Done();
        return kind is null ? [] : [new(kind, called, settings)];
    }

    private List<FigureSetting> Settings(Section section, FigureKindWord? kind)
    {
        var settings = new List<FigureSetting>();
        foreach (var option in words.Options)
        {
            if (section.Node(option.Name) is not { } node) continue;
            if (kind?.Refusal(option.Name) is { } refusal) mistakes.Add(section.LineOf(option.Name), $"'{option.Name}' {refusal}");
            else if (Values(node) is not { } values) section.Wrong<string>(node, option.Name, "a value, a list of values or, for labels, names with texts");
            else if (option.Mistake(values) is { } mistake) mistakes.Add(section.LineOf(option.Name), $"'{option.Name}' {mistake}");
            else
            {
                settings.Add(new(option.Name, values));
                if (option.Names is not null) named.Add((option, node, values));
            }
        }
        return settings;
    }

    // As on a command line; a map is names with texts.
    private static IReadOnlyList<string>? Values(YamlNode node) => node switch
    {
        YamlScalar { IsNull: false } one => [one.Text],
        YamlList { Items.Count: > 0 } list when list.Items.All(i => i is YamlScalar { IsNull: false }) => [.. list.Items.Cast<YamlScalar>().Select(i => i.Text)],
        YamlMap { Entries.Count: > 0 } map when map.Entries.All(e => e.Value is YamlScalar { IsNull: false }) => [.. map.Entries.Select(e => $"{Written(e.Key.Text)}={Written(((YamlScalar)e.Value).Text)}")],
        _ => null,
    };

    private static string Written(string text) => text.Replace("=", "==", StringComparison.Ordinal);
}
