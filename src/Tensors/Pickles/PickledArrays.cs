using System.Text;

namespace Bench.Tensors;

/// <summary>The arrays of NumPy in a pickle, made from the calls by which NumPy would make them.</summary>
public static class PickledArrays
{
    private static readonly string[] Modules = ["numpy.core.multiarray", "numpy._core.multiarray", "numpy.core.numeric", "numpy._core.numeric"];

    /// <summary>Whether a value is an array of numbers, without a look at them.</summary>
    public static bool Is(object? value) => LookAt(value) is not null;

    /// <summary>The array; null where the value is none of numbers.</summary>
    /// <exception cref="InvalidDataException">Its bytes are not as many as its shape asks for; the message follows the name of the file.</exception>
    public static NumberArray? Of(object? value) =>
        LookAt(value) is { } found && BytesOf(found.Data) is { } bytes ? NumberArray.Of(found.Type, [.. found.Shape.Items.Select(n => (long)n!)], bytes, found.FirstFastest) : null;

    /// <summary>The shape of an array, without a look at its numbers; null where the value is none.</summary>
    public static long[]? ShapeOf(object? value) => LookAt(value) is { } found ? [.. found.Shape.Items.Select(n => (long)n!)] : null;

    private static Found? LookAt(object? value)
    {
        if (value is not PickleCall { Callee: PickleName name } call || !Modules.Contains(name.Module)) return null;
        var found = (name.Name, call.Arguments, call.State) switch
        {
            ("_reconstruct", _, PickleSequence { Items: [_, PickleSequence shape, PickleCall type, bool firstFastest, var data] }) => Look(type, shape, data, firstFastest),
            ("_frombuffer", [var data, PickleCall type, PickleSequence shape, var order], _) => Look(type, shape, data, PickleText.NameOf(order) == "F"),
            ("scalar", [PickleCall type, var data], _) => Look(type, new([]), data, firstFastest: false),
            _ => null,
        };
        return found;
    }

    private static Found? Look(PickleCall type, PickleSequence shape, object? data, bool firstFastest) =>
        TypeOf(type) is { } known && shape.Items.Count <= 32 && shape.Items.TrueForAll(n => n is >= 0L) && data is byte[] or PickleCall { Name: "_codecs.encode" or "builtins.bytes" or "__builtin__.bytes" or "builtins.bytearray" or "__builtin__.bytearray" }
            ? new(TypeOf(type)!, shape, data, firstFastest)
            : null;

    // Python 3 writes bytes as texts in protocols that know only texts.
    private static byte[]? BytesOf(object? value) => value switch
    {
        byte[] bytes => bytes,
        PickleCall { Name: "_codecs.encode", Arguments: [string text, ..] } => Encoding.Latin1.GetBytes(text),
        PickleCall { Arguments: [] } => [],
        PickleCall { Name: not "_codecs.encode", Arguments: [byte[] or PickleCall { Name: "_codecs.encode" }, ..] } outer => BytesOf(outer.Arguments[0]),
        _ => null,
    };

    // numpy.dtype('f4', False, True), told (version, '<', ...) of its byte order.
    private static NumberType? TypeOf(PickleCall call)
    {
        var text = call is { Callee: PickleName { Module: "numpy", Name: "dtype" }, Arguments: [var argument, ..] } ? PickleText.NameOf(argument) : null;
        var order = call.State is PickleSequence { Items: [_, var written, ..] } ? PickleText.NameOf(written) : null;
        return text is null ? null : NumberType.Named(order is "<" or ">" or "|" or "=" && text.Length == 2 ? order + text : text);
    }

    private sealed record Found(NumberType Type, PickleSequence Shape, object? Data, bool FirstFastest);
}
