using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Core;

/// <summary>Options as a JSON object, files with their path.</summary>
public sealed class OptionValuesConverter : JsonConverter<OptionValues>
{
    /// <inheritdoc/>
    public override OptionValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.EnumerateObject().Aggregate(OptionValues.None, (values, option) => values.With(option.Name, option.Value));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, OptionValues value, JsonSerializerOptions options) => value.WriteTo(writer);
}
