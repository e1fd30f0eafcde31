using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Datasets;

/// <summary>What decoding all pictures of a set has told; one small file beside their pixels, or without them where these are too many to keep.</summary>
internal sealed partial record DecodedImages
{
    /// <summary>SHA-256 over the files' content: of lines as sha256sum writes them.</summary>
    public required string Content { get; init; }

    /// <summary>Files that cannot be decoded, and why.</summary>
    public required IReadOnlyList<CorruptPicture> Corrupt { get; init; }

    /// <summary>Pictures of the test set that are in training or validation too.</summary>
    public required Overlap TestInOthers { get; init; }

    /// <summary>Pictures of a validation part that are in training too; null where none is given.</summary>
    public Overlap? ValidationInTraining { get; init; }

    /// <summary>Mean of pixel ÷ 255 by channel, of the training split.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    public required IReadOnlyList<double> Std { get; init; }

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Json.Default.DecodedImages);

    /// <summary>Null where it is not one.</summary>
    public static DecodedImages? Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, Json.Default.DecodedImages);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower)]
    [JsonSerializable(typeof(DecodedImages))]
    private sealed partial class Json : JsonSerializerContext;
}

/// <summary>A file that cannot be decoded: its place in the list of all files, and why, in words that follow its path.</summary>
internal sealed record CorruptPicture(int Place, string Why);
