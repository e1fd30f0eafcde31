using System.Globalization;
using System.Numerics;
using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>
/// A mapping while it is read: every reader notes what is wrong with a value and returns null for it, and knows its
/// key from then on, so that <see cref="Done"/> can tell which keys nobody asked for.
/// </summary>
internal sealed class Section
{
    private readonly YamlMap map;
    private readonly Mistakes mistakes;
    private readonly string what;
    private readonly List<string> known = [];

    private Section(YamlMap map, Mistakes mistakes, string what)
    {
        this.map = map;
        this.mistakes = mistakes;
        this.what = what;
    }

    public int Line => map.Line;

    /// <summary>A section out of a node; null, noted with what <paramref name="hint"/> says of it, where the node is no mapping.</summary>
    public static Section? Of(YamlNode? node, Mistakes mistakes, string what, Func<YamlNode, string?>? hint = null)
    {
        if (node is YamlMap map) return new Section(map, mistakes, what);
        if (node is not null) mistakes.Add(node.Line, $"{what} is made of keys with values, not {node.Kind}{(hint?.Invoke(node) is { } meant ? $": {meant}" : "")}");
        return null;
    }

    /// <summary>The keys that are written.</summary>
    public IEnumerable<string> Keys => map.Entries.Select(e => e.Key.Text);

    /// <summary>Whether the key is written, whatever its value.</summary>
    public bool Has(string key) => map.Entries.Any(e => e.Key.Text == key);

    /// <summary>The line of a key, or of the section where the key is not written.</summary>
    public int LineOf(string key) => map.Entries.FirstOrDefault(e => e.Key.Text == key).Key?.Line ?? map.Line;

    /// <summary>The line of the item of a list that is written as this text; null where there is none.</summary>
    public int? LineOf(string key, string item) => (map.Entries.FirstOrDefault(e => e.Key.Text == key).Value as YamlList)?.Items.OfType<YamlScalar>().FirstOrDefault(i => i.Text == item)?.Line;

    /// <summary>The value of a key, null where the key is not written.</summary>
    public YamlNode? Node(string key)
    {
        if (!known.Contains(key)) known.Add(key);
        return map.Entries.FirstOrDefault(e => e.Key.Text == key).Value;
    }

    /// <summary>Notes that a key must be written, and which values are valid.</summary>
    public void Require(string key, string valid)
    {
        if (!Has(key)) mistakes.Add(Line, $"{what} needs the key '{key}': {valid}");
    }

    /// <summary>Notes keys that are written and have no effect.</summary>
    public void Refuse(string reason, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            Node(key);
            if (Has(key)) mistakes.Add(LineOf(key), $"'{key}' has no effect {reason}");
        }
    }

    /// <summary>Any text but an empty one.</summary>
    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalar { IsNull: false, Text.Length: > 0 } text => text.Text,
        var other => Wrong<string>(other, key, "a text"),
    };

    /// <summary>One of the valid names.</summary>
    public string? Name(string key, IEnumerable<string> valid, string? kind = null, Func<string, string?>? elsewhere = null) => Node(key) switch
    {
        null => null,
        YamlScalar { IsNull: false } name => Known(name, kind ?? key, valid, elsewhere),
        var other => Wrong<string>(other, key, $"one of {string.Join(", ", valid)}", ValueHints.One(other, key)),
    };

    /// <summary>A whole number in a range.</summary>
    public int? Whole(string key, int least, int most = int.MaxValue) => Node(key) is { } node ? AsWhole(node, key, least, most) : null;

    /// <summary>A number that satisfies a condition, which is said in words.</summary>
    public double? Number(string key, Func<double, bool> fits, string valid) => Node(key) is { } node ? AsNumber(node, key, fits, valid) : null;

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string key) => Node(key) switch
    {
        null => null,
        YamlScalar { Plain: true, Text: "true" } => true,
        YamlScalar { Plain: true, Text: "false" } => false,
        var other => Wrong<bool?>(other, key, "true or false", other is YamlScalar scalar ? ValueHints.Flag(scalar) : ""),
    };

    /// <summary>The items of a list, at least one and none twice, each read by <paramref name="read"/> into one value or, noted, none; null where the key is not written.</summary>
    public IReadOnlyList<T>? Axis<T>(string key, string valid, Func<YamlNode, IEnumerable<T>> read) where T : notnull
    {
        if (Items(key, valid) is not { } items) return null;
        var values = new List<T>();
        foreach (var item in items)
            foreach (var value in read(item))
                if (!values.Contains(value)) values.Add(value);
                else mistakes.Add(item.Line, $"'{key}' has {value} twice");
        return values;
    }

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int>? Wholes(string key, int least) =>
        Axis<int>(key, "a list of whole numbers", item => AsWhole(item, key, least, int.MaxValue) is { } n ? [n] : []);

    /// <summary>A list of numbers, none twice.</summary>
    public IReadOnlyList<double>? Numbers(string key, Func<double, bool> fits, string valid) =>
        Axis<double>(key, "a list of numbers", item => AsNumber(item, key, fits, valid) is { } n ? [n] : []);

    /// <summary>A list where the same value may come again, such as a shape or a mean by channel.</summary>
    public IReadOnlyList<T>? Values<T>(string key, string valid, Func<YamlNode, T?> read) where T : struct =>
        Items(key, valid)?.Select(read).OfType<T>().ToList();

    /// <summary>Names with names, at least one pair and no key twice; null where the key is not written.</summary>
    public IReadOnlyDictionary<string, string>? Names(string key, string valid)
    {
        if (Node(key) is not { } node) return null;
        if (node is not YamlMap { Entries.Count: > 0 } pairs) return Wrong<IReadOnlyDictionary<string, string>>(node, key, valid);
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (from, to) in pairs.Entries)
            if (to is not YamlScalar { IsNull: false, Text.Length: > 0 } name) Wrong<string>(to, key, valid);
            else if (!names.TryAdd(from.Text, name.Text)) mistakes.Add(from.Line, $"'{key}' has {from.Text} twice");
        return names;
    }

    /// <summary>Reads an item as a whole number.</summary>
    public int? AsWhole(YamlNode node, string key, int least, int most)
    {
        var whole = node is YamlScalar { Plain: true, IsNull: false } s
            && BigInteger.TryParse(s.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : (BigInteger?)null;
        if (whole >= least && whole <= most) return (int)whole.Value;
        // The bounds of the machine are named to whom they concern.
        return Wrong<int?>(node, key, most >= RunLimit.Steps && !(whole > most) ? $"a whole number from {least}" : $"a whole number from {least} to {most}",
            node is YamlScalar scalar ? ValueHints.Number(scalar, ratios: false, m => m == Math.Floor(m) && m >= least && m <= most) : ValueHints.One(node, key));
    }

    /// <summary>Reads an item as a number.</summary>
    public double? AsNumber(YamlNode node, string key, Func<double, bool> fits, string valid)
    {
        if (node is YamlScalar { Plain: true, IsNull: false } s && double.TryParse(s.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
            && double.IsFinite(n) && fits(n)) return n;
        return Wrong<double?>(node, key, valid, node is YamlScalar scalar ? ValueHints.Number(scalar, ratios: key == "compressions", fits) : ValueHints.One(node, key));
    }

    /// <summary>Reads an item as one of the valid names; <paramref name="elsewhere"/> says what an unknown one is otherwise.</summary>
    public string? Known(YamlScalar name, string kind, IEnumerable<string> valid, Func<string, string?>? elsewhere = null)
    {
        if (valid.Contains(name.Text)) return name.Text;
        mistakes.Add(name.Line, Core.Names.Unknown(kind, name.Text, valid, NameHints.Of(kind, name.Text, valid, elsewhere)));
        return null;
    }

    /// <summary>Reads an item as the path of a file that exists; the absolute path, relative ones being below a folder.</summary>
    public string? AsFile(YamlNode node, string key, string folder)
    {
        if (node is not YamlScalar { IsNull: false, Text.Length: > 0 } text || text.Text.Contains('\0')) return Wrong<string>(node, key, "the path of a file");
        var path = Path.GetFullPath(text.Text, folder);
        if (Directory.Exists(path)) mistakes.Add(node.Line, $"'{text.Text}' is a folder; '{key}' takes the path of a file in it");
        else if (!File.Exists(path)) mistakes.Add(node.Line, $"the file '{text.Text}' does not exist (looked for {path})");
        return path;
    }

    /// <summary>Reads an item as the path of a folder that exists; the absolute path, relative ones being below a folder.</summary>
    public string? AsFolder(YamlNode node, string key, string folder)
    {
        if (node is not YamlScalar { IsNull: false, Text.Length: > 0 } text || text.Text.Contains('\0')) return Wrong<string>(node, key, "the path of a folder");
        var path = Path.GetFullPath(text.Text, folder);
        if (File.Exists(path)) mistakes.Add(node.Line, $"'{text.Text}' is a file; '{key}' takes the path of a folder");
        else if (!Directory.Exists(path)) mistakes.Add(node.Line, $"the folder '{text.Text}' does not exist (looked for {path})");
        return path;
    }

    /// <summary>Notes a value of the wrong kind.</summary>
    public T? Wrong<T>(YamlNode node, string key, string valid, string hint = "")
    {
        mistakes.Add(node.Line, $"'{key}' takes {valid}, not {node.Kind}{hint}");
        return default;
    }

    /// <summary>Notes unknown and duplicate keys.</summary>
    /// <param name="elsewhere">What is known better than other words for keys.</param>
    public void Done(Func<string, string?>? elsewhere = null)
    {
        var first = new Dictionary<string, int>();
        foreach (var (key, value) in map.Entries)
            if (!known.Contains(key.Text)) mistakes.Add(key.Line, Core.Names.Unknown($"key in {what}", key.Text, known, elsewhere?.Invoke(key.Text) ?? KeyHints.Of(key.Text, value, known)));
            else if (!first.TryAdd(key.Text, key.Line)) mistakes.Add(key.Line, $"the key '{key.Text}' is already on line {first[key.Text]}");
    }

    private IReadOnlyList<YamlNode>? Items(string key, string valid)
    {
        switch (Node(key))
        {
            case null: return null;
            case YamlList { Items.Count: > 0 } list: return list.Items;
            case YamlList or YamlScalar { IsNull: true }:
                mistakes.Add(LineOf(key), $"'{key}' is empty: it takes {valid}");
                return [];
            case var other: return Wrong<IReadOnlyList<YamlNode>>(other, key, valid, ValueHints.List(other, key)) ?? [];
        }
    }
}
