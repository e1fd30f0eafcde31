using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Fine-tuning on the outputs of the cell's own dense network too: (1 − a) · cross-entropy + a · T² · KL(teacher ‖ student) of outputs softened by T.</summary>
public sealed class Distill : IRetraining
{
    private static readonly NumberOption Temperature = new("temperature", 4, "T, by which outputs are divided") { IsAboveLow = true };
    private static readonly NumberOption Weight = new("weight", 0.9, "a, the part that the teacher has in the loss") { High = 1, IsAboveLow = true };

    public string Name => "distill";
    public string Title => "fine-tuning on the outputs of the cell's own dense network too";
    public string Source => "Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015";
    public IReadOnlyList<PartOption> Options => [Temperature, Weight];

    public bool UsesRetrainingRecipe(StrategySpec strategy) => strategy.From == StartPoint.Pretrained;

    public TrainingSpan? Run(MethodBuilder method) =>
        method.OrdinaryRun() with { Teacher = new(Temperature.Of(method.RetrainingOptions), Weight.Of(method.RetrainingOptions)) };
}
