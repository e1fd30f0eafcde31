using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>
/// Reads the weights in files that PyTorch saved (<c>.pt</c>, <c>.pth</c>, <c>.th</c>, <c>.pth.tar</c>, <c>.ckpt</c>): its archives, its old
/// form, and pickled dictionaries of NumPy arrays. Their pickles are read as data (<see cref="PickleReader"/>); nothing that a file says is
/// trusted, and only the tensors that are asked for are read.
/// </summary>
internal static class TorchFile
{
    private const int BufferSize = 1 << 20;

    /// <summary>Names, shapes and types of the tensors, and what else there is. No storage is read, and no tensor made.</summary>
    /// <exception cref="InvalidDataException">The file is not one of these, or holds no weights; one line that says why.</exception>
    public static WeightListing List(Stream stream, string path) => Within(stream, path, container =>
    {
        var state = StateDictionary.In(container.Root);
        return new WeightListing
        {
            Where = state.Where,
            PassedOver = state.PassedOver,
            MasksBeside = state.Masks,
            Twins = state.Twins,
            Tensors = [.. state.Values.Where(v => StateDictionary.IsTensor(v.Value)).Select(v => Describe(v.Key, v.Value, container))],
            Unread = state.Values.Where(v => v.Value is PickleCall && !StateDictionary.IsTensor(v.Value)).ToDictionary(v => v.Key, v => ((PickleCall)v.Value!).Name ?? "a call without a name"),
        };
    });

    /// <summary>Tensors of some names, plainly contiguous, outside any dispose scope; the caller owns them.</summary>
    /// <exception cref="InvalidDataException">The file is not one of these, or damaged; one line that says why.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream, string path, IEnumerable<string> names) => Within(stream, path, container =>
    {
        var values = StateDictionary.In(container.Root).Values;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var name in names) tensors.Add(name, Make(values[name], container));
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    });

    private static T Within<T>(Stream stream, string path, Func<TorchContainer, T> read)
    {
        try
        {
            using var container = TorchContainer.Open(stream);
            return read(container);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is not read: {(e is InvalidDataException ? e.Message.ReplaceLineEndings(" ") : "it is truncated or damaged")}", e);
        }
    }

    private static TensorDescription Describe(string name, object? value, TorchContainer container)
    {
        if (TorchTensor.Of(value) is not { } tensor)
        {
            var array = PickledArrays.Of(value)!;
            return new(name, [.. array.Shape.Select(n => (long)n)], TorchType.Of(array.Type)?.Name ?? array.Type.ToString(), array.Type.Kind == 'f');
        }
        Check(name, tensor, container);
        return new(name, tensor.Shape, tensor.Type.Name, tensor.Type.IsFloatingPoint);
    }

    private static void Check(string name, TorchTensor tensor, TorchContainer container)
    {
        if (tensor.Span == 0) return;
        var length = container.LengthOf(tensor.Storage) ?? throw new InvalidDataException($"it lacks the storage {tensor.Storage} of tensor '{name}'");
        if (tensor.Offset + tensor.Span > length / tensor.Type.Size)
            throw new InvalidDataException($"tensor '{name}' reaches beyond the {length:N0} bytes of its storage");
    }

    private static Tensor Make(object? value, TorchContainer container)
    {
        using var _ = NewDisposeScope();
        if (TorchTensor.Of(value) is not { } tensor) return Make(PickledArrays.Of(value)!).DetachFromDisposeScope();
        Check("", tensor, container);
        if (tensor.Span == 0) return empty(tensor.Shape, dtype: tensor.Type.Scalar).DetachFromDisposeScope();
        var numbers = empty(tensor.Span, dtype: tensor.Type.Scalar == ScalarType.Bool ? ScalarType.Byte : tensor.Type.Scalar);
        container.Read(tensor.Storage, tensor.Offset * tensor.Type.Size, content => numbers.ReadBytesFromStream(content, BufferSize));
        if (container.IsBigEndian) Swap(numbers, tensor.Type.Size);
        if (tensor.Type.Scalar == ScalarType.Bool) numbers = numbers.to(ScalarType.Bool); // a byte other than 0 and 1 is no bool in memory
        return (tensor.IsContiguous ? numbers.view(tensor.Shape) : numbers.as_strided(tensor.Shape, tensor.Strides, 0).contiguous()).DetachFromDisposeScope();
    }

    private static Tensor Make(NumberArray array)
    {
        var type = TorchType.Of(array.Type) ?? throw new InvalidDataException($"it has an array of {array.Type}, which is not read");
        var numbers = empty([.. array.Shape.Select(n => (long)n)], dtype: type.Scalar == ScalarType.Bool ? ScalarType.Byte : type.Scalar);
        if (array.Count > 0) array.Data.Span.CopyTo(numbers.bytes);
        if (array.Type.IsBigEndian) Swap(numbers, type.Size);
        return type.Scalar == ScalarType.Bool ? numbers.to(ScalarType.Bool) : numbers;
    }

    private static void Swap(Tensor numbers, int size)
    {
        if (size == 1) return;
        var bytes = numbers.bytes;
        for (var i = 0; i < bytes.Length; i += size) bytes.Slice(i, size).Reverse();
    }
}
