using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>What is meant by a key that is an option of a part other than the one that it is written under.</summary>
internal static class OptionHints
{
    /// <summary>Says whose option a key is; null where it is nobody's.</summary>
    public static Func<string, string?> Of(Vocabulary vocabulary) => key =>
    {
        var owners = Parts(vocabulary).Select(kind => (kind.Kind, Names: kind.Words.Where(w => w.Options.Any(o => Names.Same(o.Name, key))).Select(w => w.Name).ToList()))
            .Where(kind => kind.Names.Count > 0).ToList();
        if (owners.Count == 0) return null;
        var (first, names) = owners[0];
        var option = Parts(vocabulary).SelectMany(kind => kind.Words).SelectMany(w => w.Options).First(o => Names.Same(o.Name, key)).Name;
        return $"it is an option of {string.Join(" and ", owners.Select(o => $"{o.Kind} {string.Join(", ", o.Names)}"))}, as in {first}: {{name: {names[0]}, {option}: ...}}";
    };

    private static IEnumerable<(string Kind, IEnumerable<Word> Words)> Parts(Vocabulary vocabulary) =>
    [
        ("criterion", vocabulary.Criteria), ("scope", vocabulary.Scopes), ("structure", vocabulary.Structures), ("schedule", vocabulary.Schedules),
        ("retraining", vocabulary.Retrainings),
    ];
}
