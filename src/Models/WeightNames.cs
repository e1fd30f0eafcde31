using Bench.Core;

namespace Bench.Models;

/// <summary>From the names in a file of weights to those of a network.</summary>
internal static class WeightNames
{
    private const int MostListed = 12;

    // What parallel, compiling and training wrappers put before all names.
    private static readonly string[] Wrappers = ["module.", "model.", "net.", "_orig_mod."];

    /// <summary>
    /// What each name in the file is in the network: without the wrappers' beginnings that all have, stacked or not, and renamed. A key
    /// of <paramref name="rename"/> is a name, or its beginning up to a point; the longest one counts.
    /// </summary>
    /// <exception cref="UserError">A name of <paramref name="rename"/> is in neither, or two names become one; the message begins with <paramref name="where"/>.</exception>
    public static IReadOnlyDictionary<string, string> Map(
        IReadOnlyCollection<string> names, IReadOnlyCollection<string> valid, IReadOnlyDictionary<string, string>? rename, string where)
    {
        var length = WrapperLength(names, valid);
        var bare = names.ToDictionary(name => name[length..], StringComparer.Ordinal);
        if (rename is not null)
        {
            var wrapper = length == 0 ? "" : names.First()[..length];
            if (rename.GroupBy(Bare).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new UserError($"{where}: 'rename' has '{twice.Key}' twice, as {string.Join(" and as ", twice.Select(r => $"'{r.Key}'"))}");
            rename = rename.ToDictionary(Bare, r => r.Value, StringComparer.Ordinal);
            string Bare(KeyValuePair<string, string> r) => length > 0 && r.Key.StartsWith(wrapper, StringComparison.Ordinal) ? r.Key[length..] : r.Key;
            Require(rename.Keys, bare.Keys, "the file has no", where);
            Require(rename.Values, valid, "the model has no", where);
        }
        var mapped = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, original) in bare)
            if (!mapped.TryAdd(Renamed(name, rename), original))
                throw new UserError($"{where}: 'rename' makes {Renamed(name, rename)} of two names, {mapped[Renamed(name, rename)]} and {original}".ReplaceLineEndings(" "));
        return mapped.ToDictionary(m => m.Value, m => m.Key, StringComparer.Ordinal);
    }

    private static int WrapperLength(IReadOnlyCollection<string> names, IReadOnlyCollection<string> valid)
    {
        var length = 0;
        while (names.Count > 0 && Array.Find(Wrappers, w => names.All(n => n.AsSpan(length).StartsWith(w)) && !valid.Any(v => v.StartsWith(w, StringComparison.Ordinal))) is { } wrapper)
            length += wrapper.Length;
        return length;
    }

    private static string Renamed(string name, IReadOnlyDictionary<string, string>? rename)
    {
        if (rename is null) return name;
        var key = rename.Keys.Where(k => Covers(k, name)).MaxBy(k => k.Length);
        return key is null ? name : rename[key] + name[key.Length..];
    }

    private static bool Covers(string beginning, string name) =>
        name.StartsWith(beginning, StringComparison.Ordinal) && (name.Length == beginning.Length || name[beginning.Length] == '.');

    private static void Require(IEnumerable<string> written, IReadOnlyCollection<string> names, string lacks, string where)
    {
        foreach (var name in written.Where(w => !names.Any(n => Covers(w, n))))
        {
            var nearest = Names.Nearest(name, Beginnings(names));
            var more = names.Count > MostListed ? $" and {names.Count - MostListed} more" : "";
            throw new UserError($"{where}: 'rename': {lacks} '{name}'{(nearest is null ? "" : $": did you mean '{nearest}'?")} (valid, whole or up to a point: {string.Join(", ", names.Take(MostListed)).ReplaceLineEndings(" ")}{more})");
        }
    }

    private static IEnumerable<string> Beginnings(IEnumerable<string> names) => names
        .SelectMany(name => name.Select((letter, i) => letter == '.' ? i : -1).Where(i => i > 0).Select(i => name[..i]).Append(name)).Distinct();
}
