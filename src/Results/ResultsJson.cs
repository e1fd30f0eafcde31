using System.Text.Json.Serialization;

namespace Bench.Results;

/// <summary>
/// Records as JSON, one line each: what workers send and what results files hold. NaN and infinity are the texts "NaN",
/// "Infinity" and "-Infinity".
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CellDescription))]
[JsonSerializable(typeof(CellResult))]
[JsonSerializable(typeof(PretrainingRecord))]
[JsonSerializable(typeof(AttemptRecord))]
[JsonSerializable(typeof(TaskRecord))]
public sealed partial class ResultsJson : JsonSerializerContext;
