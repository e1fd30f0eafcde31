using System.Text.Json.Serialization;

namespace Bench.Sweeps;

/// <summary>
/// Cells as JSON, whole, as workers are sent them: keys as in sweep files, every option, labels and paths too. For hashing
/// there is <see cref="CellIdentity.CanonicalJson"/>.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CellSpec))]
[JsonSerializable(typeof(StrategySpec))]
[JsonSerializable(typeof(Step))]
[JsonSerializable(typeof(CutRule))]
public sealed partial class SweepJson : JsonSerializerContext;
