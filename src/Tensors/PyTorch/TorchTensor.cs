namespace Bench.Tensors;

/// <summary>A tensor of PyTorch's as its file describes it: a view into a storage, which others may share.</summary>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Strides">Steps in the storage, in numbers.</param>
/// <param name="Offset">Where its first number lies in the storage.</param>
/// <param name="Storage">The storage's name in the file.</param>
/// <param name="StorageSize">How many numbers the storage is said to have.</param>
internal sealed record TorchTensor(TorchType Type, long[] Shape, long[] Strides, long Offset, string Storage, long StorageSize)
{
    // A tensor may be made through others: a parameter of a tensor.
    private const int MostNested = 8, MostAxes = 64;

    /// <summary>Numbers of the storage from the first that it needs to the last.</summary>
    public long Span => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether its numbers lie one after the other.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var axis = Shape.Length - 1; axis >= 0; expected *= Shape[axis--])
                if (Shape[axis] != 1 && Strides[axis] != expected) return false;
            return true;
        }
    }

    /// <summary>The tensor that a call in a pickle would make; null: it would make something else.</summary>
    /// <exception cref="InvalidDataException">A tensor whose numbers do not lie in its storage; the message follows the name of the file.</exception>
    public static TorchTensor? Of(object? value, int nested = 0)
    {
        if (value is not PickleCall { Name: { } name, Arguments: var arguments } || nested > MostNested) return null;
        // Conjugated or negated by a mark, and not in the storage.
        if (name is "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor_v3" && arguments.Count > 0 && arguments[^1] is PickleDictionary { Items.Count: > 0 } && arguments.Count >= 7)
            throw new InvalidDataException("it has a tensor that PyTorch keeps negated or conjugated by a mark: save it after .clone()");
        return (name, arguments) switch
        {
            ("torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2", [PickleReference storage, long offset, PickleSequence shape, PickleSequence strides, ..]) =>
                InStorage(storage, offset, shape, strides, null),
            ("torch._utils._rebuild_tensor_v3", [PickleReference storage, long offset, PickleSequence shape, PickleSequence strides, _, _, var type, ..]) when TorchType.OfText(type) is { } known =>
                InStorage(storage, offset, shape, strides, known),
            ("torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" or "torch.nn.parameter.Parameter", [PickleCall data, ..]) => Of(data, nested + 1),
            ("torch._tensor._rebuild_from_type_v2" or "torch._tensor._rebuild_from_type", [PickleName function, _, PickleSequence inner, ..]) => Of(new PickleCall(function, inner), nested + 1),
            _ => null,
        };
    }

    // ('storage', torch.FloatStorage, name, device, size), in the old form also (name, offset, size) of a part of another storage.
    private static TorchTensor? InStorage(PickleReference storage, long offset, PickleSequence shape, PickleSequence strides, TorchType? stated)
    {
        if (storage.Id is not PickleSequence { Items: [var kind, var of, var key, _, long size, ..] items } || PickleText.NameOf(kind) != "storage") return null;
        if ((stated ?? TorchType.OfStorage(of)) is not { } type || NameOf(key) is not { } name) return null;
        var (sizes, steps) = (Counts(shape), Counts(strides));
        if (sizes is null || steps is null || sizes.Length != steps.Length || offset < 0 || size < 0) throw new InvalidDataException("it has a tensor whose shape is no shape");
        if (stated is not null) size /= type.Size; // an untyped storage counts bytes
        if (items is [.., PickleSequence { Items: [_, long from, long] }])
            offset = from >= 0 && from <= long.MaxValue - offset ? offset + from : throw new InvalidDataException("it has a tensor outside of its storage");
        var end = sizes.Contains(0) ? 0 : sizes.Zip(steps, (n, step) => (n - 1) * (Int128)step).Aggregate((Int128)offset + 1, (sum, step) => sum + step);
        if (end > size) throw new InvalidDataException($"it has a tensor ({string.Join(", ", sizes)}) that reaches beyond the {size:N0} numbers of its storage");
        return new(type, sizes, steps, offset, name, size);
    }

    /// <summary>The name of a storage, which is a number in some files.</summary>
    public static string? NameOf(object? key) => key is long number ? $"{number}" : PickleText.NameOf(key);

    private static long[]? Counts(PickleSequence sequence) => sequence.Items.Count <= MostAxes && sequence.Items.TrueForAll(n => n is >= 0L) ? [.. sequence.Items.Cast<long>()] : null;
}
