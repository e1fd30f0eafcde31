using System.Text.Json;
using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads a part of a strategy: its name, or <c>{name: ..., option: ...}</c>, by what the part itself says of its options.</summary>
internal sealed class PartReader(Vocabulary vocabulary, string folder, Func<string, StrategyDraft?> strategyNamed, Mistakes mistakes)
{
    private StrategyDraft? followed;

    /// <summary>The strategy that an option has named since this was asked last; null: none.</summary>
    public StrategyDraft? TakeFollowed()
    {
        var last = followed;
        followed = null;
        return last;
    }

    /// <summary>The name and the options that are not at their default; null, noted or not written.</summary>
    /// <param name="parent">Where the part is written.</param>
    /// <param name="key">Its key, which is what the part is called in messages.</param>
    /// <param name="words">The valid names.</param>
    /// <param name="elsewhere">What an unknown name is otherwise.</param>
    public (string Name, OptionValues Options)? Read(Section parent, string key, IEnumerable<Word> words, Func<string, string?>? elsewhere = null)
    {
        var valid = words.ToList();
        var names = valid.Select(w => w.Name);
        if (parent.Node(key) is not YamlMap)
        {
            if (parent.Name(key, names, elsewhere: elsewhere) is not { } simple) return null;
            var part = valid.First(w => w.Name == simple);
            if (part.Options.FirstOrDefault(o => o.IsRequired) is { } lacking)
                mistakes.Add(parent.LineOf(key), $"{key} '{simple}' needs '{lacking.Name}', {lacking.Valid}: write {key}: {{name: {simple}, {lacking.Name}: ...}}");
            return (simple, OptionValues.None);
        }
        var section = Section.Of(parent.Node(key), mistakes, $"'{key}'")!;
        if (!section.Has("name") && section.Keys.FirstOrDefault(names.Contains) is { } first)
        {
            mistakes.Add(section.LineOf(first), $"a {key} is a name with its options: write {key}: {{name: {first}, ...}}");
            return null;
        }
        section.Require("name", $"one of {string.Join(", ", names)}");
        var name = section.Name("name", names, key, elsewhere);
        var options = valid.FirstOrDefault(w => w.Name == name)?.Options ?? [];
        var values = options.Aggregate(OptionValues.None, (sofar, option) => Read(section, option) is { } value ? sofar.With(option.Name, value) : sofar);
        foreach (var option in options.Where(o => o.IsRequired)) section.Require(option.Name, option.Valid);
        if (name is not null) section.Done(OptionHints.Of(vocabulary));
        return name is null ? null : (name, values);
    }

    /// <summary>Reads options that stand beside other keys.</summary>
    public OptionValues ReadBeside(Section section, IEnumerable<PartOption> options) =>
        options.Aggregate(OptionValues.None, (sofar, option) => Read(section, option) is { } value ? sofar.With(option.Name, value) : sofar);

    // Null where it is not written, wrong (noted), or at its default.
    private JsonElement? Read(Section section, PartOption option)
    {
        switch (option)
        {
            case WholeOption whole:
                return section.Whole(whole.Name, whole.Least, whole.Most) is { } n && n != whole.Default ? JsonSerializer.SerializeToElement(n) : null;
            case NumberOption number:
                return section.Number(number.Name, number.Allows, number.Valid) is { } x && x != number.Default ? JsonSerializer.SerializeToElement(x) : null;
            case NumbersOption numbers:
                return section.Numbers(numbers.Name, numbers.Allows, numbers.Valid) is { Count: > 0 } some ? numbers.Value(some) : null;
            case ChoiceOption choice:
                return section.Name(choice.Name, choice.Choices) is { } chosen && chosen != choice.Default ? JsonSerializer.SerializeToElement(chosen) : null;
            case FlagOption flag:
                return section.Flag(flag.Name) == true ? JsonSerializer.SerializeToElement(true) : null;
            case FileOption file:
                return section.Node(file.Name) is { } node && section.AsFile(node, file.Name, folder) is { } path ? FileOption.Value(path, "") : null;
            case TableOption table:
                return Table(section, table);
            case StrategyOption strategy:
                return Strategy(section, strategy);
            default:
                throw new ArgumentException($"no reader of {option.GetType().Name}", nameof(option));
        }
    }

    private JsonElement? Table(Section section, TableOption option)
    {
        if (section.Node(option.Name) is not { } node) return null;
        if (node is not YamlMap { Entries.Count: > 0 } map) return section.Wrong<JsonElement?>(node, option.Name, option.Valid);
        var pairs = new List<(string Pattern, double Density)>();
        foreach (var (key, value) in map.Entries)
            if (section.AsNumber(value, key.Text, d => d is >= 0 and <= 1, "a density from 0 to 1") is { } density)
                if (pairs.Exists(p => p.Pattern == key.Text)) mistakes.Add(key.Line, $"'{option.Name}' has {key.Text} twice");
                else pairs.Add((key.Text, density));
        return JsonSerializer.SerializeToElement(pairs.Select(p => new object[] { p.Pattern, p.Density }));
    }

    private JsonElement? Strategy(Section section, StrategyOption option)
    {
        if (section.Text(option.Name) is not { } name) return null;
        if (strategyNamed(name) is not { } draft)
        {
            mistakes.Add(section.LineOf(option.Name), $"'{name}' is no strategy of the catalogue, nor one defined before this line");
            return null;
        }
        if (draft.Spec.IsOfChannels)
        {
            mistakes.Add(section.LineOf(option.Name), $"'{name}' removes whole channels, and says of no layer how many of its single weights are kept: name another strategy");
            return null;
        }
        if (vocabulary.Criteria.Any(c => c.Name == draft.Spec.Criterion && c.NeedsTraining))
        {
            mistakes.Add(section.LineOf(option.Name), $"'{name}' scores by what training has added up, of which the pretrained weights know nothing: name another strategy");
            return null;
        }
        if (draft.Spec.Schedule == "one-shot")
        {
            followed = draft;
            return JsonSerializer.SerializeToElement(draft.Spec.Rule, SweepJson.Default.CutRule);
        }
        mistakes.Add(section.LineOf(option.Name), $"'{name}' does not cut once, so it has no densities on the same weights: name a one-shot strategy");
        return null;
    }
}
