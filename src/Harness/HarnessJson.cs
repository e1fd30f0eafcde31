using System.Text.Json.Serialization;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Harness.Training;

namespace Bench.Harness;

/// <summary>JSON of checkpoints and of the conversation between coordinator and workers; NaN and infinity have names.</summary>
[JsonSourceGenerationOptions(
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainingState.Position))]
[JsonSerializable(typeof(RunState.Position), TypeInfoPropertyName = "RunPosition")]
[JsonSerializable(typeof(WorkerRequest))]
[JsonSerializable(typeof(WorkerReply))]
[JsonSerializable(typeof(KeptWeights))]
internal sealed partial class HarnessJson : JsonSerializerContext;
