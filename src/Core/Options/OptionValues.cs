using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bench.Core;

/// <summary>
/// What a sweep gives to the options of a part, by name; options at their default are left out. Two are equal when their canonical JSON is.
/// </summary>
[JsonConverter(typeof(OptionValuesConverter))]
public sealed class OptionValues : IEquatable<OptionValues>
{
    public static OptionValues None { get; } = new(ImmutableSortedDictionary.Create<string, JsonElement>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, JsonElement> values;

    private OptionValues(ImmutableSortedDictionary<string, JsonElement> values)
    {
        this.values = values;
        Canonical = Text(values);
    }

    /// <summary>Keys in ordinal order; files by their content, without their path.</summary>
    public string Canonical { get; }

    public bool IsEmpty => values.IsEmpty;

    public IEnumerable<string> Names => values.Keys;

    /// <summary>The value of an option; null where it is at its default.</summary>
    public JsonElement? Find(string name) => values.TryGetValue(name, out var value) ? value : null;

    /// <summary>With an option at its default.</summary>
    public OptionValues Without(string name) => new(values.Remove(name));

    /// <summary>With an option at a value.</summary>
    public OptionValues With(string name, JsonElement value) => new(values.SetItem(name, value.Clone()));

    /// <inheritdoc cref="With(string, JsonElement)"/>
    public OptionValues With(string name, double value) => With(name, JsonSerializer.SerializeToElement(value));

    /// <inheritdoc cref="With(string, JsonElement)"/>
    public OptionValues With(string name, string value) => With(name, JsonSerializer.SerializeToElement(value));

    /// <inheritdoc cref="With(string, JsonElement)"/>
    public OptionValues With(string name, bool value) => With(name, JsonSerializer.SerializeToElement(value));

    /// <summary>With the SHA-256 of every file that is named in them.</summary>
    public OptionValues WithContent(Func<string, string> contentOf) => IsEmpty || !Canonical.Contains("\"\"", StringComparison.Ordinal) ? this
        : values.Aggregate(None, (filled, value) => filled.With(value.Key, JsonSerializer.SerializeToElement(Filled(JsonNode.Parse(value.Value.GetRawText()), contentOf))));

    // A file's content is empty until it is known.
    private static JsonNode? Filled(JsonNode? node, Func<string, string> contentOf)
    {
        if (node is JsonObject file && file.ContainsKey("sha256")) file["sha256"] = contentOf(file["path"]!.GetValue<string>());
        else if (node is JsonObject others)
            foreach (var child in others.Select(c => c.Value).ToList()) Filled(child, contentOf);
        return node;
    }

    public bool Equals(OptionValues? other) => other is not null && Canonical == other.Canonical;

    public override bool Equals(object? obj) => Equals(obj as OptionValues);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Canonical);

    /// <summary>Such as <c>block=50 rounds=10</c>; empty where all are at their default.</summary>
    public override string ToString() =>
        string.Join(' ', values.Select(v => $"{v.Key}={(v.Value.ValueKind == JsonValueKind.String ? v.Value.GetString() : v.Value.GetRawText())}"));

    private static string Text(ImmutableSortedDictionary<string, JsonElement> values)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // A file is its content wherever it stands, and its path as long as that is not known: until then, other paths are other files.
    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) value.WriteTo(json);
        else if (value.TryGetProperty("sha256", out var content) && content.GetString() is { Length: > 0 } known) json.WriteStringValue(known);
        else
        {
            json.WriteStartObject();
            foreach (var child in value.EnumerateObject())
            {
                json.WritePropertyName(child.Name);
                Write(json, child.Value);
            }
            json.WriteEndObject();
        }
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, option) in values)
        {
            writer.WritePropertyName(name);
            option.WriteTo(writer);
        }
        writer.WriteEndObject();
    }
}
