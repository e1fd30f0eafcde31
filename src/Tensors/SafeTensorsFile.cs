using System.Buffers.Binary;
using System.Text.Json;
using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>
/// Reads and writes safetensors files (huggingface/safetensors): the header's length in 8 bytes, a JSON header, raw
/// little-endian values. Nothing that the header says is trusted.
/// </summary>
public static class SafeTensorsFile
{
    private const int BufferSize = 1 << 20, LengthBytes = 8;

    /// <summary>All tensors by name, plainly contiguous, outside any dispose scope; the caller owns them.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file; one line that says why.</exception>
    public static Dictionary<string, Tensor> Read(string path) => ReadAll(path).Tensors;

    /// <summary>As <see cref="Read(string)"/>, but for tensors whose names are not wanted.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file, or one that is wanted is of a type that is not read; one line that says why.</exception>
    public static Dictionary<string, Tensor> Read(string path, Predicate<string> isWanted) => ReadAll(path, isWanted).Tensors;

    /// <summary>As <see cref="Read(string)"/>, with the metadata of the very file that the tensors are of: another one may take its name meanwhile.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file, or has a type that is not read; one line that says why.</exception>
    public static (Dictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) ReadAll(string path) => ReadAll(path, _ => true);

    private static (Dictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) ReadAll(string path, Predicate<string> isWanted)
    {
        using var stream = RegularFile.OpenRead(path);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            var header = ReadHeader(stream, path);
            foreach (var entry in header.Entries)
                if (!isWanted(entry.Name)) stream.Seek(entry.End - entry.Begin, SeekOrigin.Current);
                else if (Unread(entry.Name, entry.Type.Name) is { } reason) throw new InvalidDataException($"{path} cannot be read: {reason}");
                else tensors.Add(entry.Name, ReadTensor(stream, entry));
            return (tensors, header.Metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    }

    /// <summary>Names, shapes and types of all tensors, in the order of the data. Reads the header only, and makes no tensor.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file; one line that says why.</exception>
    public static IReadOnlyList<TensorDescription> ReadDescriptions(string path)
    {
        using var stream = RegularFile.OpenRead(path);
        return [.. ReadHeader(stream, path).Entries.Select(e => new TensorDescription(e.Name, e.Shape, e.Type.Name, e.Type.Scalar is not null && e.Type.Name.Contains('F', StringComparison.Ordinal)))];
    }

    /// <summary>Why a tensor of a type of the format is not read; null where it is.</summary>
    public static string? Unread(string name, string type) =>
        SafeTensorsType.Named(type)?.Scalar is null ? $"tensor '{name}' has the dtype {type}, which is not read (read: {SafeTensorsType.Names})" : null;

    /// <summary>The file's metadata; empty where it has none. Reads the header only.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid safetensors file; one line that says why.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var stream = RegularFile.OpenRead(path);
        return ReadHeader(stream, path).Metadata;
    }

    /// <summary>Writes a file durably; see <see cref="Write(Stream, IReadOnlyDictionary{string, Tensor}, IReadOnlyDictionary{string, string}?)"/>.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        DurableFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>
    /// Writes tensors of any memory layout. Equal content gives equal bytes: metadata is sorted by key, tensors by
    /// element size, largest first (which aligns them), then by name.
    /// </summary>
    /// <exception cref="ArgumentException">A tensor's type has no name in the format, or its name is reserved.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.Select(t => (Name: t.Key, Tensor: t.Value, Type: TypeOf(t.Key, t.Value)))
            .OrderByDescending(t => t.Type.Size).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();

        var header = HeaderBytes(ordered, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor, _) in ordered)
        {
            using var detached = tensor.detach();
            using var packed = detached.contiguous();
            if (packed.NumberOfElements > 0) packed.WriteBytesToStream(stream, BufferSize);
        }
    }

    private static SafeTensorsHeader ReadHeader(Stream stream, string path)
    {
        try
        {
            if (stream.Length == 0) throw new InvalidDataException("it is empty");
            if (stream.Length < LengthBytes) throw new InvalidDataException($"it has {stream.Length} bytes, fewer than the header's length takes");
            var lengthBytes = new byte[LengthBytes];
            stream.ReadExactly(lengthBytes);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
            var rest = stream.Length - LengthBytes;
            if (length > SafeTensorsHeader.LongestHeader)
                throw new InvalidDataException($"its header claims {length} bytes, more than the {SafeTensorsHeader.LongestHeader} that the format allows");
            if (length > (ulong)rest) throw new InvalidDataException($"its header claims {length} bytes, but {rest} follow");
            var json = new byte[length];
            stream.ReadExactly(json);
            return SafeTensorsHeader.Parse(json, rest - json.Length);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path} is not a valid safetensors file: {KindOf(stream) ?? e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // What was given instead; null where nothing better is known than what is wrong with the header.
    private static string? KindOf(Stream stream)
    {
        stream.Position = 0;
        var start = new byte[FileKind.Looked];
        var read = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return FileKind.Of(read) is { } kind ? kind.IsSafeTensors ? null : kind.ForWeights : FileKind.IsText(read) ? "it is text" : null;
    }

    // Tensors come in the order of the data, without gaps: the stream always stands at the next one.
    private static Tensor ReadTensor(Stream stream, SafeTensorsEntry entry)
    {
        if (entry.Type.Scalar!.Value is var type and not ScalarType.Bool) return ReadValues(stream, entry.Shape, type);
        using var bytes = ReadValues(stream, entry.Shape, ScalarType.Byte); // a byte other than 0 and 1 is no bool in memory
        return bytes.to(ScalarType.Bool).DetachFromDisposeScope();
    }

    private static Tensor ReadValues(Stream stream, long[] shape, ScalarType type)
    {
        var tensor = empty(shape, dtype: type).DetachFromDisposeScope();
        if (tensor.NumberOfElements > 0) tensor.ReadBytesFromStream(stream, BufferSize);
        return tensor;
    }

    private static SafeTensorsType TypeOf(string name, Tensor tensor) =>
        name == SafeTensorsHeader.MetadataKey ? throw new ArgumentException($"'{name}' is not a name for a tensor", nameof(name))
        : SafeTensorsType.Of(tensor.dtype) ?? throw new ArgumentException($"tensor '{name}' has the type {tensor.dtype} (written: {SafeTensorsType.Names})", nameof(tensor));

    private static byte[] HeaderBytes(IEnumerable<(string Name, Tensor Tensor, SafeTensorsType Type)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var (name, tensor, type) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Name);
                WriteCounts(json, "shape", tensor.shape);
                WriteCounts(json, "data_offsets", [offset, offset += tensor.NumberOfElements * type.Size]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % LengthBytes != 0) buffer.WriteByte((byte)' '); // the data begins aligned
        return buffer.ToArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, string key, IReadOnlyList<long> counts)
    {
        json.WriteStartArray(key);
        foreach (var count in counts) json.WriteNumberValue(count);
        json.WriteEndArray();
    }
}
