namespace Bench.Sweeps.Reading;

/// <summary>Reads the composition of a user's own strategy.</summary>
internal sealed class StrategyReader(Vocabulary vocabulary, Mistakes mistakes)
{
    /// <summary>The strategy; null, noted, where something is wrong or missing.</summary>
    public StrategyDraft? Read(YamlMap map)
    {
        var section = Section.Of(map, mistakes, "a strategy")!;
        section.Require("name", "what results and figures call it");
        section.Require("criterion", $"one of {string.Join(", ", vocabulary.Criteria.Select(c => c.Name))}");
        section.Require("scope", $"one of {string.Join(", ", vocabulary.Scopes.Select(s => s.Name))}");
        var name = section.Text("name");
        var criterion = section.Name("criterion", vocabulary.Criteria.Select(c => c.Name), elsewhere: other => NameHints.InVocabulary(vocabulary, "criterion", other));
        var scope = section.Name("scope", vocabulary.Scopes.Select(s => s.Name), elsewhere: other => NameHints.InVocabulary(vocabulary, "scope", other));
        var structure = section.Name("structure", vocabulary.Structures.Select(s => s.Name)) ?? "weight";
        var schedule = section.Name("schedule", vocabulary.Schedules.Select(s => s.Name)) ?? "one-shot";
        var retraining = section.Name("retraining", vocabulary.Retrainings.Select(r => r.Name));
        var scoring = LayerReader.ReadScoring(section, mistakes);
        section.Done();
        if (name == StrategySpec.Dense)
            mistakes.Add(section.LineOf("name"), $"'{name}' is the name of the control; give the strategy another one");
        if (scoring is not null && vocabulary.Criteria.Any(c => c.Name == criterion && !c.NeedsData))
            mistakes.Add(scoring.Line, $"'scoring' has no effect with the criterion {criterion}, which looks at no data");
        return name is null || criterion is null || scope is null ? null : new(map.Line, name, criterion, scope, structure, schedule, retraining, scoring);
    }
}
