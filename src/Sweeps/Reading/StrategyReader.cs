using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads the composition of a user's own strategy.</summary>
internal sealed class StrategyReader(Vocabulary vocabulary, Func<string, StrategyDraft?> strategyNamed, string folder, Mistakes mistakes)
{
    private readonly PartReader parts = new(vocabulary, folder, strategyNamed, mistakes);

    /// <summary>The strategy; null, noted, where something is wrong or missing.</summary>
    public StrategyDraft? Read(YamlMap map)
    {
        var before = mistakes.Count;
        var section = Section.Of(map, mistakes, "a strategy")!;
        section.Require("name", "what results and figures call it");
        var name = section.Text("name");
        var basis = Base(section);
        if (basis is null && !section.Has("base")) section.Require("criterion", $"one of {string.Join(", ", vocabulary.Criteria.Select(c => c.Name))}");
        var structure = parts.Read(section, "structure", vocabulary.Structures, NOfM);
        var fixesRatio = vocabulary.Structures.Any(s => s.Name == (structure?.Name ?? basis?.Spec.Structure) && s.FixesRatio);
        var isKnown = structure is not null || !section.Has("structure");
        if (basis is null && !section.Has("base") && !fixesRatio && isKnown) section.Require("scope", $"one of {string.Join(", ", vocabulary.Scopes.Select(s => s.Name))}");
        if (fixesRatio) section.Refuse($"with structure '{structure?.Name ?? basis?.Spec.Structure}', which says what is kept of every group", "scope");
        var criterion = parts.Read(section, "criterion", vocabulary.Criteria, other => NameHints.InVocabulary(vocabulary, "criterion", other));
        var scope = fixesRatio ? ("layer", OptionValues.None) : parts.Read(section, "scope", vocabulary.Scopes, other => NameHints.InVocabulary(vocabulary, "scope", other));
        var named = parts.TakeFollowed();
        var followed = scope is null ? basis?.Followed : named;
        var schedule = parts.Read(section, "schedule", vocabulary.Schedules);
        var retraining = Retraining(section);
        var measureAfter = MeasureAfter(section);
        var from = From(section);
        var shuffle = section.Flag("shuffle");
        var limits = Limits(section);
        var scoring = LayerReader.ReadScoring(section, mistakes);
        section.Done(key => Names.Same(key, "start") ? "where a strategy begins is 'from'; imported weights are named in 'start' at the top level or in a block" : OptionHints.Of(vocabulary)(key));

        if (name == StrategySpec.Dense)
            mistakes.Add(section.LineOf("name"), $"'{name}' is the name of the control; give the strategy another one");
        var start = basis?.Spec ?? new StrategySpec { Name = "" };
        var spec = start with
        {
            Name = name ?? "",
            Criterion = criterion?.Name ?? start.Criterion, CriterionOptions = criterion?.Options ?? start.CriterionOptions,
            Scope = scope?.Item1 ?? start.Scope, ScopeOptions = scope?.Item2 ?? start.ScopeOptions,
            Structure = structure?.Name ?? start.Structure, StructureOptions = structure?.Options ?? start.StructureOptions,
            Schedule = schedule?.Name ?? start.Schedule, ScheduleOptions = schedule?.Options ?? start.ScheduleOptions,
            Retraining = retraining?.Name ?? start.Retraining, RetrainingOptions = retraining?.Options ?? start.RetrainingOptions,
            MeasureAfter = measureAfter?.Name ?? start.MeasureAfter, MeasureAfterOptions = measureAfter?.Options ?? start.MeasureAfterOptions,
            From = from ?? start.From, Shuffle = shuffle ?? start.Shuffle, Limits = limits ?? start.Limits,
        };
        if (scoring is not null && vocabulary.Criteria.Any(c => c.Name == spec.Criterion && !c.NeedsData))
            mistakes.Add(scoring.Line, $"'scoring' has no effect with the criterion {spec.Criterion}, which looks at no data");
        if (followed?.Spec is { } other && other.From != StartPoint.Pretrained && other.From != spec.From)
            mistakes.Add(map.Line, $"strategy '{name}' begins at {spec.From}, and '{other.Name}', whose densities it takes, at {other.From}: let both begin there with 'from'");
        if (name is null || spec.Criterion is null || spec.Scope is null) return null;
        foreach (var reason in StrategyFit.WhyNot(vocabulary, spec)) mistakes.Add(map.Line, $"strategy '{name}': {reason}");
        return new(map.Line, spec, retraining is not null || basis?.HasRetraining == true, scoring ?? basis?.Scoring)
        {
            Followed = followed, HasTarget = structure is null ? basis?.HasTarget == true : Section.Of(section.Node("structure") as YamlMap, mistakes, "structure")?.Has(LayerReader.TargetKey) == true, IsFaulty = mistakes.Count > before || basis?.IsFaulty == true,
        };
    }

    // Another strategy, of which this one differs in what is written here.
    private StrategyDraft? Base(Section section)
    {
        if (section.Text("base") is not { } name) return null;
        if (strategyNamed(name) is { } known) return known;
        mistakes.Add(section.LineOf("base"), Names.Unknown("strategy", name, vocabulary.Strategies.Select(s => s.Name)));
        return null;
    }

    // The recipe is the block's, for all its strategies.
    private (string Name, OptionValues Options)? Retraining(Section section)
    {
        const string key = "retraining";
        var written = Section.Of(section.Node(key) as YamlMap, mistakes, key)?.Keys.ToList();
        if (written is null || written.Contains("name") || !written.Exists(RecipeReader.Keys.Contains)) return parts.Read(section, key, vocabulary.Retrainings);
        mistakes.Add(section.LineOf(key), $"'{key}' of a strategy is a name with its options, as in {{name: distill, weight: 0.5}}; a recipe belongs in '{key}' at the top level or in a block");
        return null;
    }

    private static string? NOfM(string written) =>
        written.Split(':', '/', 'x') is [var n, var m] && int.TryParse(n, out var kept) && int.TryParse(m, out var of) ? $"write structure: {{name: n-m, n: {kept}, m: {of}}}" : null;

    // `from: initialization`, `from: {epoch: 2}` or `from: {step: 500}`.
    private string? From(Section parent)
    {
        const string key = "from";
        if (parent.Node(key) is not YamlMap)
            return parent.Name(key, [StartPoint.Pretrained, StartPoint.Initialization], "starting point", _ => "a point of the pretraining is written {epoch: 2} or {step: 500}");
        var section = Section.Of(parent.Node(key), mistakes, $"'{key}'")!;
        var (epoch, step) = (section.Whole("epoch", 0, RunLimit.Steps), section.Whole("step", 0, RunLimit.Steps));
        section.Done(word => word is "epochs" or "steps" ? Names.DidYouMean(word[..^1]) : null);
        if (!section.Keys.Any()) mistakes.Add(section.Line, $"'{key}' is empty: write {{epoch: 2}} or {{step: 500}}");
        if (epoch is not null && step is not null) mistakes.Add(section.LineOf("step"), "'from' is an 'epoch' or a 'step', not both");
        return epoch is { } e ? StartPoint.AtEpoch(e) : step is { } s ? StartPoint.AtStep(s) : null;
    }

    private LayerLimits? Limits(Section parent)
    {
        var floor = parent.Number("floor", d => d is >= 0 and <= 1, "a density from 0 to 1");
        var cap = parent.Number("cap", d => d is > 0 and <= 1, "a density above 0, at most 1");
        var layers = Section.Of(parent.Node("layers"), mistakes, "'layers'", _ => "write {only: [layer1.*]} or {except: [conv1]}");
        var (only, except) = (Patterns(layers, "only"), Patterns(layers, "except"));
        layers?.Done();
        if (layers?.Keys.Any() == false) mistakes.Add(layers.Line, "'layers' is empty: write {only: [layer1.*]} or {except: [conv1]}");
        if (floor > (cap ?? 1)) mistakes.Add(parent.LineOf("floor"), "'floor' is above 'cap'");
        return floor is null && cap is null && layers is null ? null : new LayerLimits { Floor = floor ?? 0, Cap = cap ?? 1, Only = only, Except = except };
    }

    private static IReadOnlyList<string> Patterns(Section? layers, string key) =>
        layers?.Axis<string>(key, "a list of layer names or patterns", item =>
            item is YamlScalar { IsNull: false, Text.Length: > 0 } pattern ? [pattern.Text] : layers.Wrong<string[]>(item, key, "layer names or patterns, such as layer1.*") ?? []) ?? [];

    private (string Name, OptionValues Options)? MeasureAfter(Section section) => parts.Read(section, "measure-after",
        Renewals.All.Select(name => new Word(name) { Options = name == Renewals.Nothing ? [] : Renewals.Options }));
}
