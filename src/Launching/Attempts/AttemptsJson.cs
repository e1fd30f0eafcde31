using System.Text.Json.Serialization;

namespace Bench.Launching;

/// <summary>JSON of how attempts stand.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TaskAttempt))]
internal sealed partial class AttemptsJson : JsonSerializerContext;
