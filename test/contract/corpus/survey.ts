/**
 * Where our reading of the corpus differs from a survey that was made with another reader, and why.
 * Whatever is not listed has to agree.
 */

/** Boards on which we see other stories, epics or statuses. */
export const COUNTED_OTHERWISE: Readonly<Record<string, string>> = {
  "hoferino__manda-platform": "hundreds of metadata keys beside the stories were counted as stories",
  CoderMariusz__MonoPilot: "epics named batch-… were counted as stories",
  "Casys-AI__casys-pml": "some keys with dotted epics or with letters were left out",
  "nullbytes-app__AiOps": "only finished stories were counted, without those named nextjs-story-…",
  chrisns__govreposcrape: "the stories quality-1 to quality-5 were not counted",
  thibmonier__hotones: "sprints were counted as stories, and those inside them were not",
  DamianDev0__nexo: "the epics that stories name were counted, though none stands on the board",
};

interface OtherFile {
  readonly keys: readonly string[];
  readonly because: string;
}

/** Files of a story's number that the survey took for the story, and that we refuse. */
export const REFUSED_FILES: Readonly<Record<string, OtherFile>> = {
  "Flow-Fly__bmad-studio": {
    keys: ["3-1-artifact-file-watcher", "3-2-phase-derivation-logic", "3-3-artifact-listing-content-reading"],
    because: "the sprint was numbered anew; the files hold other stories",
  },
  CoderMariusz__MonoPilot: {
    keys: [
      "2-1-product-crud",
      "2-2-product-versioning",
      "2-3-product-history",
      "2-4-product-allergens",
      "2-5-product-types",
      "2-6-bom-crud",
      "2-7-bom-items",
      "2-8-date-validation",
      "2-9-timeline-viz",
      "2-10-bom-compare",
      "2-11-bom-clone",
      "2-12-conditional-items",
      "2-13-by-products",
      "2-15-routing-crud",
      "2-21-allergen-matrix",
      "2-24-routing-restructure",
      "2-26-bom-items-operation-assignment",
      "3-14-routing-copy-to-wo",
    ],
    because: "a later plan uses the numbers for other stories, in folders that hold none of this board",
  },
  Autopsias__RAGLite: {
    keys: ["1-1-project-setup-development-environment", "1-15-table-extraction-fix"],
    because: "an assessment of risks, and an archived draft",
  },
  "0xBased-lang__Zmart-BMADFULL": {
    keys: [
      "1-8-set-up-postgresql-database-with-supabase",
      "1-9-implement-event-listener-for-solana-database-sync",
      "4-7-deploy-all-programs-to-mainnet",
    ],
    because: "reports on completion",
  },
  PedroLages__knowlune: {
    keys: [
      "50-3-feed-url-management",
      "77a-3-drive-upload-destination-and-reconnect",
      "94-2-course-and-book-metadata-sync-with-field-stripping",
      "94-3-book-reviews-shelves-and-reading-queue-sync",
      "95-5-opds-and-abs-server-connection-sync",
      "95-6-notification-preferences-sync",
      "117-3-prefix-filters-and-per-page-input-removal",
    ],
    because: "records of sessions, runs and reviews",
  },
  "marcelomar21__bets-estatistica": {
    keys: ["15-2-enviar-dm-via-whatsapp"],
    because: "an archived story of another name",
  },
  zsutxz__HeAgent: {
    keys: [
      "14-1-mcp-pin-tighten",
      "14-3-migration-test-baseline",
      "15-1-annotations-data-pipeline",
      "15-2-policy-annotation-gate",
      "19-1-file-locking",
    ],
    because: "another sprint of the repository uses the numbers for other stories",
  },
};
