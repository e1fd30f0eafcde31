using System.Text.Json;

namespace Bench.Tensors;

/// <summary>A tensor as the header describes it; offsets count from the first byte after the header.</summary>
internal sealed record SafeTensorsEntry(string Name, SafeTensorsType Type, long[] Shape, long Begin, long End);

/// <summary>
/// The JSON header of a safetensors file, checked before a byte of data is read: every described tensor lies inside
/// the file, has the size that its shape and type ask for, and the tensors cover the data without overlap or gap.
/// </summary>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    public const string MetadataKey = "__metadata__";

    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const long LongestHeader = 100_000_000;

    /// <param name="json">The header's bytes; spaces may pad the end.</param>
    /// <param name="dataLength">Bytes that follow the header.</param>
    /// <exception cref="InvalidDataException">The header is malformed or does not fit the file.</exception>
    public static SafeTensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement, dataLength);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: text that is not Unicode
        {
            throw new InvalidDataException($"the header is not valid JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static SafeTensorsHeader Read(JsonElement root, long dataLength)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException("the header is not a JSON object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<SafeTensorsEntry>();
        foreach (var property in root.EnumerateObject())
            if (property.Name == MetadataKey) ReadMetadata(property.Value, metadata);
            else entries.Add(ReadEntry(property.Name, property.Value));

        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        CheckCover(entries, dataLength);
        return new SafeTensorsHeader(entries, metadata);
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"'{MetadataKey}' is not an object of strings");
        foreach (var property in value.EnumerateObject())
            metadata.Add(property.Name, property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new InvalidDataException($"'{MetadataKey}' is not an object of strings: '{property.Name}' is not a string"));
    }

    private static SafeTensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String)
            throw new InvalidDataException($"tensor '{name}' has no dtype");
        var type = SafeTensorsType.Named(dtype.GetString()!)
            ?? throw new InvalidDataException($"tensor '{name}' has the dtype '{dtype.GetString()}' (read: {SafeTensorsType.Names})");
        var shape = ReadCounts(name, value, "shape");
        var offsets = ReadCounts(name, value, "data_offsets");
        if (offsets.Length != 2) throw new InvalidDataException($"tensor '{name}' has {offsets.Length} data_offsets, not 2");

        var entry = new SafeTensorsEntry(name, type, shape, offsets[0], offsets[1]);
        if (entry.End < entry.Begin) throw new InvalidDataException($"tensor '{name}' ends at {entry.End}, before it begins at {entry.Begin}");
        if (entry.End - entry.Begin != ByteCount(entry))
            throw new InvalidDataException($"tensor '{name}' has {entry.End - entry.Begin} bytes, but {type.Name} ({string.Join(", ", shape)}) takes {ByteCount(entry)}");
        return entry;
    }

    private static long[] ReadCounts(string name, JsonElement entry, string key)
    {
        if (!entry.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"tensor '{name}' has no {key}");
        return [.. value.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out var count) && count >= 0
            ? count
            : throw new InvalidDataException($"tensor '{name}' has the {key} {value.GetRawText()}, not whole numbers from 0"))];
    }

    private static long ByteCount(SafeTensorsEntry entry)
    {
        try
        {
            // Strides are products of the other sizes, so that these must fit too where one size is 0.
            var spanned = entry.Shape.Aggregate((long)entry.Type.Size, (product, n) => checked(product * Math.Max(1, n)));
            return entry.Shape.Contains(0) ? 0 : spanned;
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException($"tensor '{entry.Name}' has a shape too large to count: ({string.Join(", ", entry.Shape)})", e);
        }
    }

    private static void CheckCover(List<SafeTensorsEntry> entries, long dataLength)
    {
        var covered = 0L;
        foreach (var entry in entries)
        {
            if (entry.End > dataLength)
                throw new InvalidDataException($"tensor '{entry.Name}' ends at byte {entry.End} of the data, which has {dataLength}");
            if (entry.Begin < covered) throw new InvalidDataException($"tensor '{entry.Name}' overlaps the one before it");
            if (entry.Begin > covered) throw new InvalidDataException($"{entry.Begin - covered} bytes before tensor '{entry.Name}' belong to no tensor");
            covered = entry.End;
        }
        if (covered < dataLength) throw new InvalidDataException($"{dataLength - covered} bytes at the end belong to no tensor");
    }
}
