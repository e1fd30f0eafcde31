using System.Text.Json.Serialization;

namespace Bench.Launching;

/// <summary>JSON of plans and of the lines of manifests.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlanRecord))]
[JsonSerializable(typeof(PublishedMark))]
[JsonSerializable(typeof(LineText))]
internal sealed partial class LaunchingJson : JsonSerializerContext;
