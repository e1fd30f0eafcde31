using System.Buffers.Binary;

namespace Bench.Tensors;

/// <summary>
/// The form before PyTorch 1.6: pickles of a magic number, of the form's version, of the system's sizes, of the value and of the names of
/// its storages, and then each storage: how many numbers it has, in 8 bytes, and they. Big-endian machines write the numbers in the order of the others too,
/// and how many there are, in old versions, in their own.
/// </summary>
internal sealed class TorchSequence : TorchContainer
{
    private const long Version = 1001;
    private readonly Stream stream;
    private readonly Dictionary<string, (long Start, long Length)> storages = new(StringComparer.Ordinal);

    public TorchSequence(Stream stream) : this(stream, RootOf(stream)) { }

    private TorchSequence(Stream stream, (object? Root, List<PickleReference> References) read) : base(read.Root)
    {
        this.stream = stream;
        var sizes = new Dictionary<string, (int Size, long? Count)>(StringComparer.Ordinal);
        foreach (var reference in read.References)
            if (reference.Id is PickleSequence { Items: [_, var type, var key, ..] items } && TorchTensor.NameOf(key) is { } name && SizeOf(type) is { } size) sizes[name] = (size, items.ElementAtOrDefault(4) as long?);
        if (PickleReader.Read(stream) is not PickleSequence { Items: var keys }) throw new InvalidDataException("its list of storages is damaged");
        var count = new byte[8];
        foreach (var key in keys)
        {
            if (TorchTensor.NameOf(key) is not { } name || !sizes.TryGetValue(name, out var told)) throw new InvalidDataException("it has a storage of a type that is not read");
            stream.ReadExactly(count);
            var (little, big, size) = (BinaryPrimitives.ReadInt64LittleEndian(count), BinaryPrimitives.ReadInt64BigEndian(count), told.Size);
            var numbers = little != told.Count && big == told.Count ? big : little;
            if (numbers < 0 || numbers > (stream.Length - stream.Position) / size) throw new InvalidDataException($"its storage {name} is said to have {numbers:N0} numbers, more than follow");
            storages[name] = (stream.Position, numbers * size);
            stream.Position += numbers * size;
        }
    }

    public override long? LengthOf(string storage) => storages.TryGetValue(storage, out var found) ? found.Length : null;

    public override void Read(string storage, long offset, Action<Stream> read)
    {
        stream.Position = storages[storage].Start + offset;
        read(stream);
    }

    public override void Dispose() => stream.Dispose();

    private static (object?, List<PickleReference>) RootOf(Stream stream)
    {
        if (PickleReader.Read(stream) is not Version) throw new InvalidDataException("it is in a form of PyTorch's that is not known");
        PickleReader.Read(stream); // of the system that wrote it
        var references = new List<PickleReference>();
        return (PickleReader.Read(stream, references), references);
    }

    // Complex and quantized numbers are passed over, but not read.
    private static int? SizeOf(object? type) => TorchType.OfStorage(type)?.Size ?? (type as PickleName)?.Name switch
    {
        "ComplexFloatStorage" => 8, "ComplexDoubleStorage" => 16, "QInt8Storage" or "QUInt8Storage" or "UntypedStorage" => 1, "QInt32Storage" => 4, _ => null,
    };
}
