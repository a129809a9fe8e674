// A program that asks a question, sends a request and reads a fact, with the generated types only.
import DUneStructureUnJour from './DUneStructureUnJour'
import QuestionLabellisationDossier from './QuestionLabellisationDossier'
import QuestionLabellisationDossierIssue from './QuestionLabellisationDossierIssue'
import QuestionRefusee from './QuestionRefusee'
import ReponseSignalerStructure from './ReponseSignalerStructure'
import StructureRemontee from './StructureRemontee'

const structureId = '92252805-8472-5a9b-a3f8-117b7a1730ce'
const question = new QuestionLabellisationDossier({ parametres: new DUneStructureUnJour({ structureId }) })
const nom: 'labellisation.dossier' = question.question

function lire (issue: QuestionLabellisationDossierIssue): string {
  return issue instanceof QuestionRefusee ? issue.detail : issue.contenu.etat
}

const lu = (fait: StructureRemontee): string => fait.fiche.nom
const audit = (reponse: ReponseSignalerStructure): string | undefined => reponse.cree?.signalementId

// @ts-expect-error a parameter that the question does not have
new DUneStructureUnJour({ structureId, jour: '2026-01-01' })
// @ts-expect-error a question without the parameter that it needs
new QuestionLabellisationDossier({})

export { audit, lire, lu, nom }
