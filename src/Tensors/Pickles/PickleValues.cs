namespace Bench.Tensors;

// What a pickle holds, as data. None, bool, whole numbers (long, BigInteger), floating-point numbers, texts (string) and bytes (byte[])
// are what they are in C#; the texts of Python 2, which may be bytes, are bytes.

/// <summary>A list, a tuple or a set.</summary>
public sealed record PickleSequence(List<object?> Items);

/// <summary>The name of something in a Python module: a class or a function, which is nothing but its name here.</summary>
public sealed record PickleName(string Module, string Name)
{
    /// <summary>As Python writes it: <c>torch._utils._rebuild_tensor_v2</c>.</summary>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What Python would look up in the file itself, such as a storage of PyTorch.</summary>
public sealed record PickleReference(object? Id);

/// <summary>A dictionary; of a key that comes twice the last value counts.</summary>
public sealed class PickleDictionary
{
    /// <summary>Keys and values, in order.</summary>
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The items whose keys are names: texts that are not too long for one.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Named =>
        Items.Select(item => (Key: PickleText.NameOf(item.Key), item.Value)).Where(item => item.Key is not null).Select(item => KeyValuePair.Create(item.Key!, item.Value));

    /// <summary>The value of a name; null where there is none.</summary>
    public object? this[string key] => Items.FindLast(item => PickleText.NameOf(item.Key) == key).Value;
}

/// <summary>What Python would make by calling something: the call as it is written, never made.</summary>
public sealed class PickleCall(object? callee, object? arguments)
{
    /// <summary>What would be called: most often a <see cref="PickleName"/>.</summary>
    public object? Callee { get; } = callee;

    /// <summary>With what.</summary>
    public IReadOnlyList<object?> Arguments { get; } = arguments is PickleSequence sequence ? sequence.Items : [arguments];

    /// <summary>What the result would be told of its state; null: nothing.</summary>
    public object? State { get; set; }

    /// <summary>What would be put into the result: its items as a list or, with their keys, as a dictionary.</summary>
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The name of what would be called; null where it is no name.</summary>
    public string? Name => (Callee as PickleName)?.ToString();
}

/// <summary>Texts, which those of Python 2 hold as bytes.</summary>
public static class PickleText
{
    private const int LongestName = 1024;

    /// <summary>The text; null where the value is none.</summary>
    public static string? Of(object? value) => value switch { string text => text, byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes), _ => null };

    /// <summary>The text, where it is short enough for a name; null where it is not, or the value is none.</summary>
    public static string? NameOf(object? value) => value switch
    {
        string { Length: <= LongestName } or byte[] { Length: <= LongestName } => Of(value),
        PickleCall { Name: "_codecs.encode", Arguments: [string { Length: <= LongestName } text, ..] } => text, // bytes, in protocols that know only texts
        _ => null,
    };
}
